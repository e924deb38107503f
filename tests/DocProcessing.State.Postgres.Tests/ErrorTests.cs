using System.Net.Sockets;
using Npgsql;

namespace DocProcessing.Postgres.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.CrashShutdown)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.QueryCanceled)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction)]
    [InlineData(PostgresErrorCodes.InvalidPassword)]
    [InlineData(PostgresErrorCodes.InvalidCatalogName)]
    [InlineData(PostgresErrorCodes.IoError)]
    [InlineData(PostgresErrorCodes.DataCorrupted)]
    public void What_is_the_servers_passes(string code) => Assert.True(PostgresErrors.IsUnavailable(Error(code)));

    [Theory]
    [InlineData(PostgresErrorCodes.SyntaxError)]
    [InlineData(PostgresErrorCodes.UniqueViolation)]
    [InlineData(PostgresErrorCodes.NotNullViolation)]
    [InlineData(PostgresErrorCodes.CharacterNotInRepertoire)]
    [InlineData(PostgresErrorCodes.ProgramLimitExceeded)]
    public void What_is_our_own_mistake_does_not_pass(string code) => Assert.False(PostgresErrors.IsUnavailable(Error(code)));

    [Fact]
    public void What_the_network_does_passes_and_only_a_connection_that_there_was_is_lost()
    {
        var (lost, refused) = (new NpgsqlException("reading", new EndOfStreamException()), new NpgsqlException("connecting", new SocketException(111)));

        Assert.True(PostgresErrors.IsUnavailable(lost) && PostgresErrors.IsUnavailable(refused));
        Assert.True(PostgresErrors.IsConnectionLost(lost) && PostgresErrors.IsConnectionLost(Error(PostgresErrorCodes.AdminShutdown)));
        Assert.False(PostgresErrors.IsConnectionLost(refused) || PostgresErrors.IsConnectionLost(Error(PostgresErrorCodes.DeadlockDetected)));
    }

    private static PostgresException Error(string code) => new("It failed.", "ERROR", "ERROR", code);
}
