using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace DocProcessing.Extraction.Faults;

/// <summary>Misbehaves in all the ways that parsers do.</summary>
internal sealed class FaultyExtractor : IContentExtractor
{
    public const string ExtractorName = "faulty";

    public string Name => ExtractorName;

    public int Score(string contentType, string fileName) => 10;

    public async Task ExtractAsync(ExtractionRequest document, IExtractionSink sink, CancellationToken cancellationToken)
    {
        await sink.WriteAsync(new DocumentSection(SectionKind.Text, 1, "the section before"), cancellationToken);
        sink.Report(1, 2, "page");
        switch (document.ContentType)
        {
            case "fault/throw":
                throw new InvalidOperationException("quotes the document's secret words");
            case "fault/hang":
                Spin();
                break;
            case "fault/memory":
                EatManagedMemory();
                break;
            case "fault/native-memory":
                EatNativeMemory();
                break;
            case "fault/stack":
                Recurse(0);
                break;
            case "fault/exit":
                Environment.Exit(0);
                break;
            case "fault/abort":
                Environment.FailFast("quotes the document's secret words");
                break;
            case "fault/print":
                Console.WriteLine("a parser's chatter must not reach the protocol");
                break;
            case "fault/environment":
                var names = Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal);
                await sink.WriteAsync(new DocumentSection(SectionKind.Text, 2, string.Join('\n', names)), cancellationToken);
                break;
            case "fault/many":
                for (var number = 2; number <= 2000; number++)
                {
                    await sink.WriteAsync(new DocumentSection(SectionKind.Text, number, new string('x', 10_000)), cancellationToken);
                }

                break;
        }
    }

    [SuppressMessage("Blocker Bug", "S2190", Justification = "Hangs on purpose.")]
    private static void Spin()
    {
        while (true)
        {
            Thread.SpinWait(1000);
        }
    }

    private static void EatManagedMemory()
    {
        var eaten = new List<byte[]>();
        while (true)
        {
            var block = new byte[4 << 20];
            Array.Fill(block, (byte)1);
            eaten.Add(block);
        }
    }

    private static unsafe void EatNativeMemory()
    {
        while (true)
        {
            NativeMemory.Fill(NativeMemory.Alloc(4 << 20), 4 << 20, 1);
            Thread.Sleep(5);
        }
    }

    private static int Recurse(int depth) => Recurse(depth + 1) + Recurse(depth + 2);
}
