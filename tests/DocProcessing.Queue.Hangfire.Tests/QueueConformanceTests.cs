using DocProcessing.Conformance;

namespace DocProcessing.Queue.Hangfire.Tests;

public sealed class MemoryQueueConformanceTests(MemoryQueues queues) : JobQueueConformance, IClassFixture<MemoryQueues>
{
    protected override Task<IJobQueue> CreateAsync() => Task.FromResult(queues.NewQueue());
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresQueueConformanceTests(PostgresQueues queues) : JobQueueConformance
{
    protected override Task<IJobQueue> CreateAsync() => Task.FromResult(queues.NewQueue());
}

[Collection(RedisCollection.Name)]
public sealed class RedisQueueConformanceTests(RedisQueues queues) : JobQueueConformance
{
    protected override Task<IJobQueue> CreateAsync() => Task.FromResult(queues.NewQueue());
}

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresQueues>
{
    public const string Name = "PostgreSQL";
}

[CollectionDefinition(Name)]
public sealed class RedisCollection : ICollectionFixture<RedisQueues>
{
    public const string Name = "Redis";
}
