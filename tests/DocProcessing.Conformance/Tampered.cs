using System.Reflection;

namespace DocProcessing.Conformance;

/// <summary>Breaks one method of a slot, to prove that a suite can fail.</summary>
public class Tampered : DispatchProxy
{
    private object _inner = null!;
    private string _method = "";
    private Func<object?[], object?> _instead = null!;

    /// <summary>Wraps a slot.</summary>
    /// <param name="inner">What answers all other methods.</param>
    /// <param name="method">The method to break.</param>
    /// <param name="instead">What answers it.</param>
    /// <typeparam name="TSlot">The slot.</typeparam>
    public static TSlot With<TSlot>(TSlot inner, string method, Func<object?[], object?> instead)
        where TSlot : class
    {
        var proxy = Create<TSlot, Tampered>();
        var tampered = (Tampered)(object)proxy;
        (tampered._inner, tampered._method, tampered._instead) = (inner, method, instead);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == _method ? _instead(args!) : targetMethod.Invoke(_inner, args);
}
