using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>Records as JSON, and times as Redis has them.</summary>
internal static class Records
{
    public static RedisValue Write<T>(T record) => JsonSerializer.SerializeToUtf8Bytes(record, DocProcessingJson.TypeOf<T>());

    public static T Read<T>(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize(json.Span, DocProcessingJson.TypeOf<T>())!;

    public static T Read<T>(RedisResult json) => Read<T>((ReadOnlyMemory<byte>)(RedisValue)json);

    /// <summary>Gives a time as a string of ticks: exact, but more than a number of a script holds.</summary>
    public static RedisValue Ticks(DateTimeOffset? time) => time is { } given ? given.UtcTicks.ToString(CultureInfo.InvariantCulture) : "";

    public static DateTimeOffset Time(RedisResult ticks) => new((long)ticks, TimeSpan.Zero);

    public static bool IsSet(RedisResult value) => !value.IsNull && (string?)value is not "";

    /// <summary>Gives a duration in whole milliseconds. What is not over at one is over at the next.</summary>
    public static RedisValue Milliseconds(TimeSpan duration) => (long)Math.Ceiling(duration.TotalMilliseconds);
}
