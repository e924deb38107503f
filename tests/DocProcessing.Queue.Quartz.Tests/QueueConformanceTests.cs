using DocProcessing.Conformance;

namespace DocProcessing.Queue.Quartz.Tests;

public sealed class MemoryQueueConformanceTests(MemoryQueues queues) : JobQueueConformance, IClassFixture<MemoryQueues>
{
    protected override Task<IJobQueue> CreateAsync() => Task.FromResult(queues.NewQueue());
}

public sealed class SqliteQueueConformanceTests(SqliteQueues queues) : JobQueueConformance, IClassFixture<SqliteQueues>
{
    protected override Task<IJobQueue> CreateAsync() => Task.FromResult(queues.NewQueue());
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresQueueConformanceTests(PostgresQueues queues) : JobQueueConformance
{
    protected override Task<IJobQueue> CreateAsync() => Task.FromResult(queues.NewQueue());
}

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresQueues>
{
    public const string Name = "PostgreSQL";
}
