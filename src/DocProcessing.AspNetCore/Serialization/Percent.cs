namespace DocProcessing;

/// <summary>Turns shares into the contract's numbers from 0 to 100.</summary>
internal static class Percent
{
    public static double Of(long done, long total) => total <= 0 ? 0 : Of((double)done / total);

    public static double Of(double fraction) => Math.Round(Math.Clamp(fraction, 0, 1) * 100, 2);
}
