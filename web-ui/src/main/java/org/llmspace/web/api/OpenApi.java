package org.llmspace.web.api;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.llmspace.contracts.FailureCode;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Schemas;

/// The calls that need no client of ours, as an OpenAPI document: one call per endpoint, and Gradio's two.
final class OpenApi {

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> EVENT_ID = object(Map.of("event_id", TEXT));

    private OpenApi() {
    }

    /// @param url of the Space
    static Map<String, Object> document(String url, List<Endpoint> endpoints) {
        Map<String, Object> paths = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> paths.put("/api/" + endpoint.name(), Map.of("post", oneCall(endpoint))));
        endpoints.forEach(endpoint -> paths.put("/gradio_api/call/v2/" + endpoint.name(), Map.of("post", begin(endpoint))));
        endpoints.forEach(endpoint -> paths.put("/gradio_api/call/" + endpoint.name() + "/{event_id}",
                Map.of("get", follow(endpoint))));
        paths.put("/gradio_api/upload", Map.of("post", upload()));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", "LLM Space", "version", "0.1.0", "description",
                "Chat with language models and run pipelines; each endpoint is a task in the Hub's words.",
                "license", Map.of("name", "Apache-2.0", "identifier", "Apache-2.0")));
        document.put("servers", List.of(Map.of("url", url.replaceAll("/$", ""))));
        document.put("paths", paths);
        document.put("components", Map.of("schemas", Map.of("Error", error())));
        return document;
    }

    private static Map<String, Object> oneCall(Endpoint endpoint) {
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put("200", Map.of("description",
                "The answer; or, where the request accepts %s, events: delta with more text, restart when an attempt begins anew, then one result or error."
                        .formatted(EVENTS),
                "content", Map.of(JSON, Map.of("schema", result(endpoint)), EVENTS, Map.of("schema", TEXT))));
        responses.put("default", Map.of("description", "What went wrong, and what to do", "content",
                Map.of(JSON, Map.of("schema", Map.of("$ref", "#/components/schemas/Error")))));
        return operation(endpoint, endpoint.name(), body(JSON, Schemas.inputs(endpoint)), responses);
    }

    private static Map<String, Object> begin(Endpoint endpoint) {
        return operation(endpoint, "begin_" + endpoint.name(), body(JSON, Schemas.inputs(endpoint)),
                Map.of("200",
                        Map.of("description", "The name of the call", "content", Map.of(JSON, Map.of("schema", EVENT_ID)))));
    }

    private static Map<String, Object> follow(Endpoint endpoint) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", "follow_" + endpoint.name());
        operation.put("summary", endpoint.title() + ": the answer as it is made");
        operation.put("parameters",
                List.of(Map.of("name", "event_id", "in", "path", "required", true, "schema", TEXT)));
        operation.put("responses", Map.of("200", Map.of("description",
                "Events: generating with the values so far, then complete with the values, or error", "content",
                Map.of(EVENTS, Map.of("schema", TEXT)))));
        return operation;
    }

    private static Map<String, Object> upload() {
        Map<String, Object> files = Map.of("type", "array", "items",
                Map.of("type", "string", "contentMediaType", "application/octet-stream"));
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", "upload");
        operation.put("summary", "Sends files, which calls then name by the paths that come back");
        operation.put("requestBody", body("multipart/form-data", object(Map.of("files", files))));
        operation.put("responses", Map.of("200", Map.of("description", "Their paths", "content",
                Map.of(JSON, Map.of("schema", Map.of("type", "array", "items", TEXT))))));
        return operation;
    }

    private static Map<String, Object> operation(Endpoint endpoint, String id, Map<String, Object> body,
            Map<String, Object> responses) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", id);
        operation.put("summary", endpoint.title());
        operation.put("description", endpoint.description());
        operation.put("requestBody", body);
        operation.put("responses", responses);
        return operation;
    }

    private static Map<String, Object> result(Endpoint endpoint) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("id", TEXT);
        properties.put("model", Map.of("type", List.of("string", "null")));
        properties.put("data", endpoint.returns().size() == 1 ? Schemas.output(endpoint.returns().getFirst())
                : Map.of("type", "array", "prefixItems", endpoint.returns().stream().map(Schemas::output).toList()));
        properties.put("output", Map.of("description", "The answer in the Hub's shape; null for a chat"));
        properties.put("citations", Map.of("type", "array", "items", Map.of("type", "object")));
        properties.put("duration_ms", Map.of("type", "integer"));
        return object(properties);
    }

    private static Map<String, Object> error() {
        List<String> codes = Arrays.stream(FailureCode.values()).map(FailureCode::wireName).collect(Collectors.toList());
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("code", Map.of("type", "string", "enum", codes));
        properties.put("message", TEXT);
        properties.put("retryable", Map.of("type", "boolean"));
        return object(Map.of("error", object(properties)));
    }

    private static Map<String, Object> body(String type, Object schema) {
        return Map.of("required", true, "content", Map.of(type, Map.of("schema", schema)));
    }

    private static Map<String, Object> object(Map<String, Object> properties) {
        return Map.of("type", "object", "properties", properties);
    }
}
