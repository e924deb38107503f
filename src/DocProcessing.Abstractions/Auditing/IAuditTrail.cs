namespace DocProcessing;

/// <summary>The slot that keeps who did what. Every call may throw <see cref="StateUnavailableException"/>.</summary>
public interface IAuditTrail
{
    /// <summary>Appends an entry.</summary>
    /// <param name="entry">The entry; its number is ignored.</param>
    /// <param name="cancellationToken">Stops waiting. The entry may be stored.</param>
    /// <returns>A task that ends when it is stored.</returns>
    Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Lists entries, newest first.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The entries.</returns>
    Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken);
}

/// <summary>Who did what.</summary>
public sealed record AuditEntry
{
    /// <summary>Gets the entry's number, rising; 0 until it is stored.</summary>
    public long Sequence { get; init; }

    /// <summary>Gets when.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets the user who acted.</summary>
    public required string Actor { get; init; }

    /// <summary>Gets what was done, such as <c>document.deleted</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Gets the id of what it was done to.</summary>
    public required string Subject { get; init; }

    /// <summary>Gets whose it was.</summary>
    public required string Owner { get; init; }
}

/// <summary>Which audit entries to list.</summary>
public sealed record AuditQuery
{
    /// <summary>Gets the user who acted; <see langword="null"/> for all.</summary>
    public string? Actor { get; init; }

    /// <summary>Gets the id of what was acted upon; <see langword="null"/> for all.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets the largest number to return.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Gets the number before which to go on; <see langword="null"/> to start with the newest.</summary>
    public long? BeforeSequence { get; init; }
}
