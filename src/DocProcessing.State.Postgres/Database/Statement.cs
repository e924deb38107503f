using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>Statements as they are sent. Parameters are <c>$1</c>, <c>$2</c> and so on.</summary>
internal static class Statement
{
    public static NpgsqlBatchCommand Of(string sql, params ReadOnlySpan<Argument> arguments)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var argument in arguments)
        {
            statement.Parameters.Add(argument.ToParameter());
        }

        return statement;
    }
}
