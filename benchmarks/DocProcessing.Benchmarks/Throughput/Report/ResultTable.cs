using System.Globalization;
using System.Text;
using DocProcessing.Benchmarks.Throughput.Cases;

namespace DocProcessing.Benchmarks.Throughput.Report;

/// <summary>Writes medians as Markdown: the ratio first, absolutes beside.</summary>
internal static class ResultTable
{
    public static string Of(ThroughputResult result)
    {
        var text = new StringBuilder();
        foreach (var @case in result.Cases)
        {
            text.Append(CultureInfo.InvariantCulture, $"### {@case.Title}\n");
            foreach (var variant in @case.Variants.Where(variant => result.ServersOf(@case, variant).Any()))
            {
                Append(text, result, @case, variant);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, ThroughputResult result, ICase @case, string variant)
    {
        // A column that nobody fills is left out.
        var servers = result.ServersOf(@case, variant).Select(server => server.Name).ToList();
        var columns = new List<(string Title, Func<string, double?> Value, string Format)> { ("ratio to raw", server => result.Ratio(@case, variant, server), "0.00") };
        columns.AddRange(@case.Figures.Select(figure => (figure.Title, (Func<string, double?>)(server => result.Median(@case, variant, server, figure)), figure.Format)));
        columns.RemoveAll(column => servers.All(server => column.Value(server) is null));

        text.Append(CultureInfo.InvariantCulture, $"\n| {variant} | {string.Join(" | ", columns.Select(column => column.Title))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"|---|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (var server in servers)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {server} | {string.Join(" | ", columns.Select(column => Text(column.Value(server), column.Format)))} |\n");
        }
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
