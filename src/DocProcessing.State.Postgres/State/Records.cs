using System.Text.Json;
using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>Records as JSON in a column.</summary>
internal static class Records
{
    public static string Write<T>(T record) => JsonSerializer.Serialize(record, DocProcessingJson.TypeOf<T>());

    public static T Read<T>(NpgsqlDataReader row, int column) => JsonSerializer.Deserialize(row.GetString(column), DocProcessingJson.TypeOf<T>())!;

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
