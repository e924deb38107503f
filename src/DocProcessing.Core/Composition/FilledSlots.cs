using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DocProcessing.Composition;

/// <summary>Stands for the slots among the options, so that empty ones are told together with every other wrong setting.</summary>
internal sealed class FilledSlots;

internal sealed class FilledSlotsRule(IServiceProviderIsService registered) : IValidateOptions<FilledSlots>
{
    private static readonly (string Slot, Type Service, string Fills)[] Slots =
    [
        ("storage", typeof(IDocumentStorage), "UseFileSystemStorage (DocProcessing.Core), UseS3Storage (DocProcessing.Storage.S3)"),
        ("state", typeof(IJobStore), "UseSqliteState (DocProcessing.State.Sqlite), UsePostgresState (DocProcessing.State.Postgres), UseRedisState (DocProcessing.State.Redis), UseInMemoryState (for tests)"),
        ("index", typeof(IDocumentIndex), "UsePostgresIndex or UsePostgresState (DocProcessing.State.Postgres), UseSqliteIndex or UseSqliteState (DocProcessing.State.Sqlite), UseInMemoryState (for tests)"),
    ];

    public ValidateOptionsResult Validate(string? name, FilledSlots options)
    {
        var empty = Slots
            .Where(slot => !registered.IsService(slot.Service))
            .Select(slot => $"The slot for {slot.Slot} is empty. Fill it on what AddDocumentProcessing() returns with one of: {slot.Fills}.")
            .ToList();
        return empty.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(empty);
    }
}
