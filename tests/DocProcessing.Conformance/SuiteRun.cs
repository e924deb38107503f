using System.Reflection;
using System.Runtime.ExceptionServices;

namespace DocProcessing.Conformance;

/// <summary>Runs a suite against something broken, to prove that the suite can fail.</summary>
public static class SuiteRun
{
    /// <summary>Runs one test of a suite, in a new instance, once for each of its data.</summary>
    /// <typeparam name="TSuite">The suite, derived with a broken slot.</typeparam>
    /// <param name="create">Makes an instance.</param>
    /// <param name="test">The test's name.</param>
    /// <returns>What failed; <see langword="null"/> when the test passed with all of its data.</returns>
    public static async Task<Exception?> FailureOfAsync<TSuite>(Func<TSuite> create, string test)
        where TSuite : class
    {
        var method = typeof(TSuite).GetMethod(test) ?? throw new ArgumentException($"{typeof(TSuite)} has no test {test}.", nameof(test));
        var rows = method.GetCustomAttributes<InlineDataAttribute>().Select(row => row.Data).DefaultIfEmpty([]);
        foreach (var row in rows)
        {
            var suite = create();
            try
            {
                await RunAsync(suite, method, row);
            }
            catch (Exception exception)
            {
                return exception;
            }
        }

        return null;
    }

    private static async Task RunAsync(object suite, MethodInfo method, object?[] row)
    {
        try
        {
            if (suite is IAsyncLifetime lifetime)
            {
                await lifetime.InitializeAsync();
            }

            await (Task)method.Invoke(suite, row)!;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException);
        }
        finally
        {
            if (suite is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                (suite as IDisposable)?.Dispose();
            }
        }
    }
}
