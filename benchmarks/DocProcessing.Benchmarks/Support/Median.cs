namespace DocProcessing.Benchmarks.Support;

/// <summary>The middle of several figures: one slow round moves it little.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> figures)
    {
        var ordered = figures.Order().ToList();
        return ordered.Count == 0 ? double.NaN : (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
