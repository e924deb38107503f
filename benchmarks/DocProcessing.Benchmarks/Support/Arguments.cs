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
                throw new ArgumentException($"{arguments[index]} is not understood. There are, each with a value: {string.Join(", ", names)}.");
            }

            parsed._values[arguments[index]] = arguments[index + 1];
        }

        return parsed;
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public int Number(string name, int otherwise) => _values.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    public double Fraction(string name, double otherwise) => _values.TryGetValue(name, out var value) ? double.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
