using System.Text.Json.Serialization;

namespace DocProcessing;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NewDocument))]
[JsonSerializable(typeof(ProcessingOptions))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class CoreJson : JsonSerializerContext;
