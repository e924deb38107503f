using DocProcessing.Testing;

namespace DocProcessing.Redis.Tests;

/// <summary>What this bus promises beyond every other: what is missed is made good, or told.</summary>
public sealed class BusTests(RedisServer server)
{
    private readonly string _prefix = RedisServer.NewPrefix();

    [Fact]
    public async Task What_was_sent_while_a_node_was_cut_off_reaches_it_once_and_in_order()
    {
        await using var proxy = new FaultProxy(server.Service.Port);
        await using var sender = await BusNode.JoinAsync(server.Address, _prefix);
        await using var receiver = await BusNode.JoinAsync(RedisServer.AddressOf(proxy.Port), _prefix);
        var sent = Messages(600);

        for (var cut = 0; cut < 3; cut++)
        {
            sender.Publish(sent[(cut * 200)..((cut * 200) + 100)]);
            await proxy.CutAllAsync();
            sender.Publish(sent[((cut * 200) + 100)..((cut + 1) * 200)]);
            await receiver.WaitForAsync(sent[((cut + 1) * 200) - 1]);
        }

        Assert.Equal(sent, receiver.Told);
        Assert.Equal(sent, sender.Told);
    }

    [Fact]
    public async Task What_a_node_sent_while_it_was_cut_off_reaches_the_others_once_and_in_order()
    {
        await using var proxy = new FaultProxy(server.Service.Port);
        await using var sender = await BusNode.JoinAsync(RedisServer.AddressOf(proxy.Port), _prefix);
        await using var receiver = await BusNode.JoinAsync(server.Address, _prefix);
        var sent = Messages(600);

        for (var cut = 0; cut < 3; cut++)
        {
            sender.Publish(sent[(cut * 200)..((cut * 200) + 100)]);
            await proxy.CutAllAsync();
            sender.Publish(sent[((cut * 200) + 100)..((cut + 1) * 200)]);
        }

        Assert.Equal(sent, sender.Told);
        await receiver.WaitForAsync(sent[^1]);
        Assert.Equal(sent, receiver.Told);
    }

    [Fact]
    public async Task While_Redis_is_away_a_node_hears_itself_and_once_it_is_back_all_hear_what_waited()
    {
        await using var service = await Service.StartAsync("redis");
        var address = RedisServer.AddressOf(service.Port);
        await using var here = await BusNode.JoinAsync(address, _prefix);
        await using var there = await BusNode.JoinAsync(address, _prefix);
        var sent = Messages(50);
        service.Kill();

        here.Publish(sent);
        Assert.Equal(sent, here.Told);

        await service.StartAsync();
        await there.WaitForAsync(sent[^1]);
        Assert.Equal(sent, there.Told.Where(message => message is not GapMessage));
    }

    [Fact]
    public async Task A_node_is_told_that_messages_may_be_lost_when_Redis_has_lost_its_data()
    {
        await using var service = await Service.StartAsync("redis");
        var address = RedisServer.AddressOf(service.Port);
        await using var here = await BusNode.JoinAsync(address, _prefix);
        await using var there = await BusNode.JoinAsync(address, _prefix);
        var messages = Messages(2);
        var before = DateTimeOffset.UtcNow;
        here.Publish(messages[0]);
        await there.WaitForAsync(messages[0]);

        service.Kill();
        Directory.Delete(Directory.GetDirectories(service.Root, "appendonlydir", SearchOption.AllDirectories).Single(), recursive: true);
        await service.StartAsync();

        await there.WaitForGapAsync();
        Assert.InRange(there.Told.OfType<GapMessage>().First().Since, before.AddSeconds(-60), DateTimeOffset.UtcNow);
        here.Publish(messages[1]);
        await there.WaitForAsync(messages[1]);
    }

    [Fact]
    public async Task A_node_that_missed_more_than_the_stream_holds_is_told_so()
    {
        await using var node = await BusNode.JoinAsync(server.Address, _prefix);
        await using var other = await BusNode.JoinAsync(server.Address, _prefix);
        var messages = Messages(2);
        other.Publish(messages[0]);
        await node.WaitForAsync(messages[0]);

        // As trimming does, between two looks at the stream.
        await using var connection = RedisServer.Connect(server.Address, _prefix);
        var database = await connection.GetDatabaseAsync();
        await database.KeyDeleteAsync(connection.Key("bus"));

        await node.WaitForGapAsync();
        other.Publish(messages[1]);
        await node.WaitForAsync(messages[1]);
        Assert.Equal(messages, node.Told.Where(message => message is not GapMessage));
    }

    [Fact]
    public async Task A_node_that_starts_without_Redis_joins_when_it_is_there_and_is_told_that_it_comes_late()
    {
        await using var service = await Service.StartAsync("redis");
        var address = RedisServer.AddressOf(service.Port);
        await service.StopAsync();
        await using var late = new BusNode(address, _prefix);
        var messages = Messages(2);
        late.Publish(messages[0]);
        Assert.Equal([messages[0]], late.Told);

        await service.StartAsync();
        await using var other = await BusNode.JoinAsync(address, _prefix);
        await late.Bus.Ready.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        other.Publish(messages[1]);
        await late.WaitForAsync(messages[1]);
    }

    [Fact]
    public async Task What_a_node_sends_last_goes_out_before_it_ends()
    {
        await using var receiver = await BusNode.JoinAsync(server.Address, _prefix);
        var sent = Messages(20);
        await using (var sender = await BusNode.JoinAsync(server.Address, _prefix))
        {
            sender.Publish(sent);
        }

        await receiver.WaitForAsync(sent[^1]);
        Assert.Equal(sent, receiver.Told);
    }

    private static List<BusMessage> Messages(int count) => [.. Enumerable.Range(0, count).Select(_ => new CancelMessage(JobId.Create(TimeProvider.System)))];
}
