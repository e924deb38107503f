using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace DocProcessing.OpenApi;

/// <summary>Adds to the OpenAPI document what cannot be read off the handlers: forms, headers, problems, the token.</summary>
internal static class HttpApiDocument
{
    private const string Problem = "Problem";
    private const string Bearer = "Bearer";

    public static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = ProblemSchema();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" };
        return Task.CompletedTask;
    }

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (!metadata.OfType<HttpApiMarker>().Any() || context.Document is not { } document)
        {
            return Task.CompletedTask;
        }

        operation.Responses ??= new OpenApiResponses();
        foreach (var body in metadata.OfType<MultipartBody>())
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["multipart/form-data"] = new() { Schema = FormSchema(body) } } };
        }

        foreach (var header in metadata.OfType<RequestHeader>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter { Name = header.Name, In = ParameterLocation.Header, Description = header.Description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }

        foreach (var other in metadata.OfType<OtherBody>())
        {
            operation.Responses[other.Status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = other.Description,
                Content = other.ContentTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } }),
            };
        }

        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        if (!isOpen)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        }

        foreach (var status in metadata.OfType<FailsWith>().SelectMany(fails => fails.Statuses).Concat(isOpen ? [] : [401, 503]).Distinct().Order())
        {
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = ReasonPhrases.GetReasonPhrase(status),
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(Problem, document) } },
            };
        }

        return Task.CompletedTask;
    }

    private static OpenApiSchema FormSchema(MultipartBody body) => new()
    {
        Type = JsonSchemaType.Object,
        Required = body.Fields.Where(field => field.IsRequired).Select(field => field.Name).ToHashSet(),
        Properties = body.Fields.ToDictionary(
            field => field.Name,
            IOpenApiSchema (field) => new OpenApiSchema { Type = field.Type, Format = field.Format, Description = field.Description }),
    };

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "An error (RFC 9457). Programs decide by code; some codes bring further members.",
        Required = new HashSet<string> { "type", "title", "status", "detail", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "For people." },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable, for programs." },
            ["missing_parts"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Integer }, Description = "With code missing_parts." },
            ["trace_id"] = new OpenApiSchema { Type = JsonSchemaType.String },
        },
    };
}
