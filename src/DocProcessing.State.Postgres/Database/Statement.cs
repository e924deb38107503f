using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>A statement and its values. Parameters are <c>$1</c>, <c>$2</c> and so on.</summary>
internal sealed class Statement
{
    private readonly string _sql;
    private readonly Argument[] _arguments;

    private Statement(string sql, Argument[] arguments) => (_sql, _arguments) = (sql, arguments);

    public static Statement Of(string sql, params ReadOnlySpan<Argument> arguments) => new(sql, arguments.ToArray());

    /// <summary>Makes what is sent. The driver's command remembers the connection that has prepared it, so each sending has one of its own.</summary>
    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(_sql);
        foreach (var argument in _arguments)
        {
            command.Parameters.Add(argument.ToParameter());
        }

        return command;
    }
}
