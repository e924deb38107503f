using Microsoft.Extensions.Options;

namespace DocProcessing.Sqlite.Tests;

/// <summary>A directory of its own for the databases of one test.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("docprocessing-sqlite-");
    private readonly List<SqliteDatabase> _open = [];

    public string FilePath => Path.Combine(_directory.FullName, "state.db");

    public string DirectoryPath => _directory.FullName;

    internal SqliteDatabase Open(string? path = null)
    {
        var database = new SqliteDatabase(Options.Create(new SqliteStateOptions { DatabasePath = path ?? FilePath }));
        _open.Add(database);
        return database;
    }

    internal SqliteState OpenState(TimeProvider? clock = null) => new(Open(), clock ?? TimeProvider.System);

    internal SqliteDocumentIndex OpenIndex(TimeProvider? clock = null) => new(Open(), clock ?? TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _open)
        {
            await database.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }
}
