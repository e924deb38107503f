namespace DocProcessing;

/// <summary>What a node of the service is for.</summary>
public enum NodeRole
{
    /// <summary>It takes documents in and works on jobs.</summary>
    Both,

    /// <summary>It takes documents in and leaves the jobs to other nodes.</summary>
    Web,

    /// <summary>It works on jobs. Of the HTTP API it serves <c>/health</c> alone.</summary>
    Worker,
}
