package org.llmspace.web.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Parameter;
import org.llmspace.web.endpoint.Widget;

/// Endpoints as tools, with the schemas of what goes in and what comes out.
final class Tools {

    private Tools() {
    }

    static Map<String, Object> describe(Endpoint endpoint) {
        Map<String, Object> tool = new LinkedHashMap<>();
        tool.put("name", endpoint.name());
        tool.put("title", endpoint.title());
        tool.put("description", endpoint.description() + " Returns: "
                + String.join(", ", endpoint.returns().stream().map(Endpoint.Return::label).toList()) + ".");
        tool.put("inputSchema", inputs(endpoint));
        tool.put("outputSchema", outputs(endpoint));
        tool.put("annotations", Map.of("readOnlyHint", true, "openWorldHint", false));
        return tool;
    }

    /// As Gradio lists its tools.
    static Map<String, Object> schema(Endpoint endpoint) {
        Map<String, Object> schema = new LinkedHashMap<>(describe(endpoint));
        schema.keySet().retainAll(List.of("name", "description", "inputSchema", "outputSchema"));
        schema.put("meta",
                Map.of("file_data_present", false, "mcp_type", "tool", "endpoint_name", "/" + endpoint.name()));
        return schema;
    }

    private static Map<String, Object> inputs(Endpoint endpoint) {
        Map<String, Object> properties = new LinkedHashMap<>();
        endpoint.parameters().forEach(parameter -> properties.put(parameter.name(), input(parameter)));
        return Map.of("type", "object", "properties", properties, "required",
                endpoint.parameters().stream().filter(parameter -> !parameter.optional()).map(Parameter::name).toList());
    }

    private static Map<String, @Nullable Object> input(Parameter parameter) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>(parameter.widget().schema());
        String kind = schema.containsKey("description") ? " (" + schema.get("description") + ")" : "";
        schema.put("description",
                (parameter.info().isEmpty() ? parameter.label() : parameter.label() + ". " + parameter.info()) + kind);
        if (parameter.initial() != null) {
            schema.put("default", parameter.initial());
        }
        return schema;
    }

    /// A value that there is not is left out, so none is required.
    private static Map<String, Object> outputs(Endpoint endpoint) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Endpoint.Return value : endpoint.returns()) {
            Map<String, Object> schema = new LinkedHashMap<>(value.widget() instanceof Widget.Json ? Map.of()
                    : value.widget().schema());
            schema.putIfAbsent("description", value.label());
            properties.put(value.name(), schema);
        }
        return Map.of("type", "object", "properties", properties);
    }
}
