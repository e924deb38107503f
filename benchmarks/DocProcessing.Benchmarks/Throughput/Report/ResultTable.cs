using System.Globalization;
using System.Text;

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
                // A column that nobody fills is left out.
                var figures = @case.Figures.Where(figure => result.Servers.Any(server => result.Median(@case, variant, server.Name, figure) is not null)).ToList();
                text.Append(CultureInfo.InvariantCulture, $"\n| {variant} | ratio to raw | {string.Join(" | ", figures.Select(figure => figure.Title))} |\n");
                text.Append(CultureInfo.InvariantCulture, $"|---|{string.Concat(figures.Prepend(null).Select(_ => "---|"))}\n");
                foreach (var server in result.ServersOf(@case, variant))
                {
                    var values = figures.Select(figure => Text(result.Median(@case, variant, server.Name, figure), figure.Format));
                    text.Append(CultureInfo.InvariantCulture, $"| {server.Name} | {Text(result.Ratio(@case, variant, server.Name), "0.00")} | {string.Join(" | ", values)} |\n");
                }
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
