using System.Globalization;

namespace DocProcessing.EndToEnd;

/// <summary>Tells whether the long forms of the tests are wanted: <c>DOCPROCESSING_LONG=1</c>.</summary>
internal static class LongForm
{
    public static bool IsOn => Environment.GetEnvironmentVariable("DOCPROCESSING_LONG") == "1";

    /// <summary>Chooses between the two forms of a number.</summary>
    public static T Choose<T>(T shortForm, T longForm) => IsOn ? longForm : shortForm;

    /// <summary>Reads a number that the caller may set for one run.</summary>
    public static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
