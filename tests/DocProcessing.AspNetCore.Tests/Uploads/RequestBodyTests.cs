using System.IO.Pipelines;
using DocProcessing.Uploads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.AspNetCore.Tests.Uploads;

public sealed class RequestBodyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly Pipe _pipe = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sender_that_stops_is_given_up()
    {
        using var body = new RequestBody(_pipe.Reader, Patience, _clock);
        await _pipe.Writer.WriteAsync(new byte[10], Token);
        var first = await body.ReadAsync(Token);
        body.AdvanceTo(first.Buffer.End);

        var second = body.ReadAsync(Token).AsTask();
        _clock.Advance(Patience);

        var refused = await Assert.ThrowsAsync<BadHttpRequestException>(() => second);
        Assert.Equal(StatusCodes.Status408RequestTimeout, refused.StatusCode);
    }

    [Fact]
    public async Task A_sender_that_is_slow_and_does_not_stop_is_waited_for()
    {
        using var body = new RequestBody(_pipe.Reader, Patience, _clock);
        for (var piece = 0; piece < 20; piece++)
        {
            var reading = body.ReadAsync(Token).AsTask();
            _clock.Advance(Patience * 0.9);
            await _pipe.Writer.WriteAsync(new byte[1], Token);
            body.AdvanceTo((await reading).Buffer.End);
        }
    }

    [Fact]
    public async Task Time_in_which_nobody_reads_is_not_the_senders()
    {
        using var body = new RequestBody(_pipe.Reader, Patience, _clock);
        var reading = body.ReadAsync(Token).AsTask();
        await _pipe.Writer.WriteAsync(new byte[1], Token);
        body.AdvanceTo((await reading).Buffer.End);

        _clock.Advance(Patience * 10);
        await _pipe.Writer.WriteAsync(new byte[1], Token);

        Assert.Equal(1, (await body.ReadAsync(Token)).Buffer.Length);
    }
}
