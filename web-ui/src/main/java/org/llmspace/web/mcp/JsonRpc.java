package org.llmspace.web.mcp;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;

/// The messages of JSON-RPC 2.0.
final class JsonRpc {

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;

    private JsonRpc() {
    }

    static Map<String, Object> result(JsonNode id, Object result) {
        Map<String, Object> message = message();
        message.put("id", id);
        message.put("result", result);
        return message;
    }

    /// @param id a missing one is said as null
    static Map<String, Object> error(JsonNode id, int code, String what) {
        Map<String, Object> message = message();
        message.put("id", id.isMissingNode() ? NullNode.instance : id);
        message.put("error", Map.of("code", code, "message", what));
        return message;
    }

    static Map<String, Object> notification(String method, Object params) {
        Map<String, Object> message = message();
        message.put("method", method);
        message.put("params", params);
        return message;
    }

    private static Map<String, Object> message() {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", "2.0");
        return message;
    }
}
