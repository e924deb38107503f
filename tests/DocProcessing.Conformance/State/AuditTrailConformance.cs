namespace DocProcessing.Conformance.State;

/// <summary>The promises of <see cref="IAuditTrail"/>.</summary>
public abstract class AuditTrailConformance : StateConformance
{
    [Fact]
    public async Task An_entry_is_listed_as_it_was_given_with_a_number()
    {
        var entry = Entry("document.deleted") with { Sequence = 1234567 };

        await State.Audit.AppendAsync(entry, Stop);

        var listed = Assert.Single(await State.Audit.ListAsync(new AuditQuery { Actor = Owner }, Stop));
        Assert.True(listed.Sequence > 0);
        Same(entry with { Sequence = listed.Sequence }, listed);
    }

    [Fact]
    public async Task Entries_are_listed_newest_first_page_by_page()
    {
        for (var i = 0; i < 5; i++)
        {
            await State.Audit.AppendAsync(Entry($"action-{i}"), Stop);
        }

        var first = await State.Audit.ListAsync(new AuditQuery { Actor = Owner, Limit = 3 }, Stop);
        var rest = await State.Audit.ListAsync(new AuditQuery { Actor = Owner, Limit = 3, BeforeSequence = first[^1].Sequence }, Stop);

        Assert.Equal(["action-4", "action-3", "action-2", "action-1", "action-0"], first.Concat(rest).Select(entry => entry.Action));
    }

    [Fact]
    public async Task Entries_are_listed_by_actor_and_by_subject()
    {
        await State.Audit.AppendAsync(Entry("a"), Stop);
        await State.Audit.AppendAsync(Entry("b") with { Subject = $"{Owner}-subject" }, Stop);
        await State.Audit.AppendAsync(Entry("c") with { Subject = $"{Owner}-subject", Actor = $"{Owner}-operator" }, Stop);

        async Task<IEnumerable<string>> ActionsAsync(AuditQuery query) => (await State.Audit.ListAsync(query, Stop)).Select(entry => entry.Action);
        Assert.Equal(["b", "a"], await ActionsAsync(new AuditQuery { Actor = Owner }));
        Assert.Equal(["c", "b"], await ActionsAsync(new AuditQuery { Subject = $"{Owner}-subject" }));
        Assert.Equal(["b"], await ActionsAsync(new AuditQuery { Actor = Owner, Subject = $"{Owner}-subject" }));
        Assert.Equal(["c", "b"], await ActionsAsync(new AuditQuery { Limit = 2 }));
    }

    [Fact]
    public async Task Entries_at_the_same_time_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => State.Audit.AppendAsync(Entry($"{i}"), Stop), Stop)));

        var entries = await State.Audit.ListAsync(new AuditQuery { Actor = Owner }, Stop);
        Assert.Equal(40, entries.Select(entry => entry.Sequence).Distinct().Count());
        Assert.Equal(40, entries.Select(entry => entry.Action).Distinct().Count());
    }

    private AuditEntry Entry(string action) => new()
    {
        Timestamp = Clock.GetUtcNow(),
        Actor = Owner,
        Action = action,
        Subject = "subject",
        Owner = "somebody",
    };
}
