using System.Collections.Frozen;
using DocProcessing.Analysis;

namespace DocProcessing.Core.Tests.Analysis;

public sealed class TextAnalyzerTests
{
    [Theory]
    [InlineData("en", "The tide comes in twice a day and the herons know it better than we do. They wait for the water to fall and then they walk out.")]
    [InlineData("de", "Die Flut kommt zweimal am Tag, und die Reiher wissen es besser als wir. Sie warten, bis das Wasser fällt, und gehen dann hinaus.")]
    [InlineData("fr", "La marée monte deux fois par jour et les hérons le savent mieux que nous. Ils attendent que l'eau descende et ils sortent ensuite.")]
    [InlineData("es", "La marea sube dos veces al día y las garzas lo saben mejor que nosotros. Esperan a que baje el agua y luego salen.")]
    [InlineData("it", "La marea sale due volte al giorno e gli aironi lo sanno meglio di noi. Aspettano che l'acqua scenda e poi escono.")]
    [InlineData("nl", "Het tij komt twee keer per dag op en de reigers weten dat beter dan wij. Ze wachten tot het water zakt en lopen dan naar buiten.")]
    [InlineData("pl", "Przypływ przychodzi dwa razy dziennie i czaple wiedzą o tym lepiej niż my. Czekają, aż woda opadnie, a potem wychodzą.")]
    [InlineData("ru", "Прилив приходит дважды в день, и цапли знают это лучше, чем мы. Они ждут, когда вода спадёт, и выходят.")]
    [InlineData("ja", "潮は一日に二度満ちて、サギは私たちよりもそれをよく知っている。")]
    [InlineData("ko", "조수는 하루에 두 번 들어오고 왜가리는 우리보다 그것을 더 잘 안다.")]
    public async Task The_language_is_found(string language, string text)
    {
        var analysis = await AnalyzeAsync(text);

        Assert.Equal(language, analysis.Language);
        Assert.InRange(analysis.LanguageConfidence, 0.2, 1);
    }

    [Fact]
    public async Task Numbers_alone_have_no_language()
    {
        var analysis = await AnalyzeAsync("1 2 3 4 5 6 7");

        Assert.Null(analysis.Language);
        Assert.Equal(0, analysis.LanguageConfidence);
    }

    [Fact]
    public async Task What_is_repeated_becomes_a_key_phrase_and_function_words_never_do()
    {
        var text = string.Concat(Enumerable.Repeat("The tidal gauge was read by the keeper. It is the gauge that we trust. ", 5));

        var analysis = await AnalyzeAsync(text);

        Assert.Equal("tidal gauge", analysis.KeyPhrases[0]);
        Assert.DoesNotContain(analysis.KeyPhrases, phrase => phrase.Split(' ').Contains("the"));
    }

    [Fact]
    public async Task Words_are_counted_and_joined_words_count_once()
    {
        var analysis = await AnalyzeAsync("It's a well-known fact: 3 herons, 2 tides.");

        Assert.Equal(8, analysis.WordCount);
    }

    [Fact]
    public async Task The_title_comes_from_the_metadata_else_from_the_first_heading_else_from_the_text()
    {
        var heading = new DocumentSection(SectionKind.Text, 1, "Body line", "A heading", 1);

        Assert.Equal("Told", (await AnalyzeAsync(new DocumentMetadata { Title = "Told" }, heading)).Title);
        Assert.Equal("A heading", (await AnalyzeAsync(new DocumentMetadata(), heading)).Title);
        Assert.Equal("Body line", (await AnalyzeAsync(new DocumentMetadata(), heading with { Heading = null })).Title);
        Assert.Equal("file", (await AnalyzeAsync(new DocumentMetadata())).Title);
    }

    [Fact]
    public void Key_phrases_of_an_endless_text_of_new_words_stay_in_bounds()
    {
        var phrases = new KeyPhrases(FrozenSet<string>.Empty);
        for (var index = 0; index < 500_000; index++)
        {
            phrases.Add($"word{index}");
            phrases.Add("constant");
        }

        Assert.Contains("constant", phrases.Answer(10));
    }

    [Theory]
    [InlineData(2_000, "heron flies over the tide. ")]
    [InlineData(30, "潮は一日に二度満ちて、サギは私たちよりもそれをよく知っている。")]
    public async Task A_long_text_is_read_once_and_all_of_it_counts(int sections, string text)
    {
        var (reads, taken) = (0, 0);
        async IAsyncEnumerable<DocumentSection> ReadAsync()
        {
            reads++;
            for (; taken < sections; taken++)
            {
                yield return new DocumentSection(SectionKind.Text, 1, string.Concat(Enumerable.Repeat(text, 400)));
                await Task.Yield();
            }
        }

        var analysis = await new TextAnalyzer().AnalyzeAsync(new AnalysisRequest(NewJob(), new DocumentMetadata(), _ => ReadAsync()), new DocumentAnalysis(), TestContext.Current.CancellationToken);

        Assert.Equal((1, sections), (reads, taken));
        Assert.Equal((long)sections * 400 * text.Length, analysis.CharacterCount);
        Assert.Equal((long)sections * 400 * text.Split((char[])[' ', '、', '。'], StringSplitOptions.RemoveEmptyEntries).Length, analysis.WordCount);
    }

    [Fact]
    public void Words_come_one_by_one_in_lower_case_and_an_empty_one_ends_a_phrase()
    {
        var words = new WordReader("It's Été-like: \uD83D\uDE00 x\nEND", new char[WordReader.MaxLength]);
        var read = new List<string>();
        while (words.Read())
        {
            read.Add(words.Word.ToString());
        }

        Assert.Equal(["it's", "été-like", "", "\uD83D\uDE00", "x", "", "end", ""], read);
    }

    private static Task<DocumentAnalysis> AnalyzeAsync(string text) =>
        AnalyzeAsync(new DocumentMetadata(), new DocumentSection(SectionKind.Text, 1, text));

    private static Task<DocumentAnalysis> AnalyzeAsync(DocumentMetadata metadata, params DocumentSection[] sections) => new TextAnalyzer().AnalyzeAsync(
        new AnalysisRequest(NewJob(), metadata, _ => sections.ToAsyncEnumerable()), new DocumentAnalysis(), TestContext.Current.CancellationToken);

    private static Job NewJob() => new()
    {
        Id = JobId.Create(TimeProvider.System),
        DocumentId = DocumentId.Create(TimeProvider.System),
        UploadId = UploadId.Create(TimeProvider.System),
        Owner = "alice",
        Status = JobStatus.Processing,
        FileName = "file.txt",
        ContentType = "text/plain",
        ContentKey = ObjectKey.Parse("content", null),
    };
}
