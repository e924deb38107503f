using Npgsql;
using NpgsqlTypes;

namespace DocProcessing.Postgres;

/// <summary>A value for a statement, with its type also when it is null: a statement is prepared once for each combination of types.</summary>
internal readonly struct Argument
{
    private readonly object? _value;
    private readonly NpgsqlDbType _type;

    private Argument(object? value, NpgsqlDbType type) => (_value, _type) = (value, type);

    public static implicit operator Argument(string? value) => new(value, NpgsqlDbType.Text);

    public static implicit operator Argument(long? value) => new(value, NpgsqlDbType.Bigint);

    public static implicit operator Argument(int value) => new(value, NpgsqlDbType.Integer);

    public static implicit operator Argument(bool value) => new(value, NpgsqlDbType.Boolean);

    public static implicit operator Argument(TimeSpan? value) => new(value, NpgsqlDbType.Interval);

    public static implicit operator Argument(string[] values) => new(values, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static implicit operator Argument(int[] values) => new(values, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public static implicit operator Argument(int?[] values) => new(values, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public NpgsqlParameter ToParameter() => new() { Value = _value ?? DBNull.Value, NpgsqlDbType = _type };
}
