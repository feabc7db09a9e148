package org.llmspace.web.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Parameter;
import org.llmspace.web.endpoint.Schemas;

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
        tool.put("inputSchema", Schemas.inputs(endpoint, Tools::input));
        tool.put("outputSchema", Schemas.outputs(endpoint));
        tool.put("annotations", Map.of("readOnlyHint", true, "openWorldHint", false));
        return tool;
    }

    /// Models cannot send files, but they can say where one is.
    private static Map<String, @Nullable Object> input(Parameter parameter) {
        return !parameter.widget().isFile() ? Schemas.input(parameter)
                : Map.of("type", "string", "format", "Gradio File Input - a http or https url to a file", "description",
                        parameter.label() + ": the http or https URL of a file, or a data: URL");
    }

    /// As Gradio lists its tools.
    static Map<String, Object> schema(Endpoint endpoint) {
        Map<String, Object> schema = new LinkedHashMap<>(describe(endpoint));
        schema.keySet().retainAll(List.of("name", "description", "inputSchema", "outputSchema"));
        schema.put("meta",
                Map.of("file_data_present", endpoint.parameters().stream().anyMatch(one -> one.widget().isFile()), "mcp_type",
                        "tool", "endpoint_name", "/" + endpoint.name()));
        return schema;
    }
}
