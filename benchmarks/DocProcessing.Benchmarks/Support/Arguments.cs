using System.Globalization;

namespace DocProcessing.Benchmarks.Support;

/// <summary>The arguments of a measurement: names, each with its value.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    private Arguments()
    {
    }

    /// <exception cref="ArgumentException">A name is unknown, or has no value.</exception>
    public static Arguments Parse(ReadOnlySpan<string> arguments, params IReadOnlyList<string> names)
    {
        var parsed = new Arguments();
        for (var index = 0; index < arguments.Length; index += 2)
        {
            if (!names.Contains(arguments[index]) || index + 1 == arguments.Length)
            {
                throw new ArgumentException($"{arguments[index]} is not known, or has no value. There are, each with a value: {string.Join(", ", names)}.");
            }

            parsed._values[arguments[index]] = arguments[index + 1];
        }

        return parsed;
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <exception cref="ArgumentException">The value is no whole number from 1.</exception>
    public int Number(string name, int otherwise) => Text(name) is { } value ? Number(name, value) : otherwise;

    /// <summary>Reads values that are separated by commas.</summary>
    public IReadOnlyList<T> List<T>(string name, IReadOnlyList<T> otherwise, Func<string, T> read) =>
        Text(name) is { } values ? [.. values.Split(',').Select(read)] : otherwise;

    /// <exception cref="ArgumentException">A value is no whole number from 1.</exception>
    public IReadOnlyList<int> Numbers(string name, IReadOnlyList<int> otherwise) => List(name, otherwise, value => Number(name, value));

    public double Fraction(string name, double otherwise) => _values.TryGetValue(name, out var value) ? double.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    private static int Number(string name, string value) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new ArgumentException($"{name} takes whole numbers from 1.");
}
