namespace DocProcessing.Hashing;

/// <summary>Where the sixteen words of a block are: of each message by itself, or first those of all messages side by side. The memory may not move.</summary>
internal readonly unsafe struct Md5Block(nint first, nint second = 0, nint third = 0)
{
    public readonly uint* First = (uint*)first;
    public readonly uint* Second = (uint*)second;
    public readonly uint* Third = (uint*)third;
}
