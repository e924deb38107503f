namespace DocProcessing.Client;

/// <summary>How far an upload is.</summary>
/// <param name="BytesSent">The bytes on their way or there. It goes back when a part must be sent again.</param>
/// <param name="TotalBytes">The document's size.</param>
/// <param name="PartsReceived">How many parts are there.</param>
/// <param name="TotalParts">The number of parts.</param>
public readonly record struct UploadProgress(long BytesSent, long TotalBytes, int PartsReceived, int TotalParts);
