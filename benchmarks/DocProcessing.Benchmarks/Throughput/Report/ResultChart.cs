using System.Globalization;
using System.Text;
using DocProcessing.Benchmarks.Throughput.Cases;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput.Report;

/// <summary>Draws the ratios to the baseline as bars, in the reader's light or dark colours.</summary>
internal static class ResultChart
{
    private const int Width = 760;
    private const int BarsLeft = 110;
    private const int BarsWidth = 460;
    private const int RowHeight = 22;
    private const int BarHeight = 14;
    private const int HeadingHeight = 34;
    private const int Margin = 16;

    private const string Style = """
        <style>
          text { font: 13px system-ui, sans-serif; fill: #1f2328; }
          .page { fill: #ffffff; } .heading { font-weight: 600; }
          .value { fill: #59636e; stroke: #ffffff; stroke-width: 4px; paint-order: stroke; }
          .bar { fill: #8c959f; } .host { fill: #0969da; } .line { stroke: #59636e; stroke-dasharray: 3 3; }
          @media (prefers-color-scheme: dark) {
            text { fill: #f0f6fc; }
            .page { fill: #0d1117; } .value { fill: #9198a1; stroke: #0d1117; }
            .bar { fill: #656c76; } .host { fill: #4493f8; } .line { stroke: #9198a1; }
          }
        </style>

        """;

    public static string Of(ThroughputResult result)
    {
        var groups = (
            from @case in result.Cases
            from variant in @case.Variants
            let bars = Bars(result, @case, variant)
            where bars.Count > 0
            select (@case, variant, bars)).ToList();
        var widest = groups.SelectMany(group => group.bars).Select(bar => bar.Ratio).Append(1).Max();
        var body = new StringBuilder();
        var y = Margin + RowHeight;
        foreach (var (@case, variant, bars) in groups)
        {
            y += HeadingHeight;
            var one = BarsLeft + (BarsWidth / widest);
            body.Append(CultureInfo.InvariantCulture, $"""<text class="heading" x="{Margin}" y="{y - 12}">{@case.Title}, {variant}</text>""").Append('\n');
            body.Append(CultureInfo.InvariantCulture, $"""<line class="line" x1="{one:0.0}" x2="{one:0.0}" y1="{y - 4}" y2="{y - 4 + (bars.Count * RowHeight)}"/>""").Append('\n');
            foreach (var bar in bars)
            {
                var width = bar.Ratio / widest * BarsWidth;
                var kind = bar.Server.StartsWith("host", StringComparison.Ordinal) ? "bar host" : "bar";
                body.Append(CultureInfo.InvariantCulture, $"""<text x="{BarsLeft - 10}" y="{y + 12}" text-anchor="end">{bar.Server}</text>""");
                body.Append(CultureInfo.InvariantCulture, $"""<rect class="{kind}" x="{BarsLeft}" y="{y}" width="{width:0.0}" height="{BarHeight}" rx="2"/>""");
                body.Append(CultureInfo.InvariantCulture, $"""<text class="value" x="{BarsLeft + width + 8:0.0}" y="{y + 12}">""");
                body.Append(CultureInfo.InvariantCulture, $"{bar.Ratio:0.00} ({bar.Value:0} {bar.Unit})</text>\n");
                y += RowHeight;
            }
        }

        var height = y + Margin;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" role="img">
            <title>Throughput as a ratio to {ServerList.Baseline}</title>
            {Style}<rect class="page" width="{Width}" height="{height}"/>
            <text x="{Margin}" y="{Margin + 12}">Ratio to {ServerList.Baseline}, the least that could do the same; longer is faster</text>
            {body}</svg>

            """);
    }

    private static List<Bar> Bars(ThroughputResult result, ICase @case, string variant) =>
    [
        .. from server in result.ServersOf(@case, variant)
           let ratio = result.Ratio(@case, variant, server.Name)
           where ratio is not null
           select new Bar(server.Name, ratio.Value, result.Median(@case, variant, server.Name, @case.Figures[0])!.Value, @case.Figures[0].Title),
    ];

    private sealed record Bar(string Server, double Ratio, double Value, string Unit);
}
