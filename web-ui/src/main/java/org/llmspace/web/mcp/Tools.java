package org.llmspace.web.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.llmspace.web.endpoint.Endpoint;
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
        tool.put("inputSchema", Schemas.inputs(endpoint));
        tool.put("outputSchema", Schemas.outputs(endpoint));
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
}
