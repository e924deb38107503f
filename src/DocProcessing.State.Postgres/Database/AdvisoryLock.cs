using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DocProcessing.Postgres;

/// <summary>Locks on what may have no row yet. Each holds to the end of its transaction, over all nodes.</summary>
internal static class AdvisoryLock
{
    /// <summary>Makes the statement that waits for a lock; what follows it in the transaction sees all that earlier holders have written.</summary>
    /// <param name="schema">The schema: each has locks of its own.</param>
    /// <param name="kind">What is locked, such as <c>owner</c>.</param>
    /// <param name="name">Which one.</param>
    public static Statement On(string schema, string kind, string name) =>
        Statement.Of("SELECT pg_advisory_xact_lock($1)", NumberOf($"docprocessing\n{schema}\n{kind}\n{name}"));

    // Two names of one number only wait for each other without need.
    private static long NumberOf(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
