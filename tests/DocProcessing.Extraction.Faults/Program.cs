using DocProcessing.Extraction.Faults;
using DocProcessing.Extraction.Isolation;

// A child whose only extractor misbehaves as the document's content type asks, or a host that hangs in one until it is killed.
return args switch
{
    [ChildLauncher.ChildArgument, var limit] => await ExtractionChild.RunAsync(int.Parse(limit, System.Globalization.CultureInfo.InvariantCulture), _ => [new FaultyExtractor()]),
    ["host", var document] => await HangingHost.RunAsync(document),
    _ => 2,
};
