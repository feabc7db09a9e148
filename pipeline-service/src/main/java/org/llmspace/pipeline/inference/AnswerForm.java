package org.llmspace.pipeline.inference;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.pipeline.task.PipelineException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What an answer must be, in OpenAI's words, as a grammar of text generation.
final class AnswerForm {

    private static final JsonNode ANY_OBJECT = EventCodec.json().createObjectNode().put("type", "object");

    private AnswerForm() {
    }

    /// @param format `response_format`, which may be missing; the Hub's own `json` and `regex` are taken, too, and so is
    ///        the schema that its Python client puts into `value` of `json_object`
    /// @return null if the answer may be anything
    static @Nullable JsonNode of(JsonNode format) {
        return switch (format.path("type").asText("text")) {
            case "text" -> null;
            case "json_object" -> json(format.path("value").isObject() ? format.get("value") : ANY_OBJECT);
            case "json_schema" -> json(schema(format.at("/json_schema/schema")));
            case "json", "regex" -> format;
            default -> throw new PipelineException(FailureCode.UNSUPPORTED,
                    "'response_format' %s is not offered; use text, json_object or json_schema".formatted(format.path("type")));
        };
    }

    private static JsonNode schema(JsonNode schema) {
        if (!schema.isObject()) {
            throw TaskReader.invalid(
                    "'response_format' has no schema; send {\"type\": \"json_schema\", \"json_schema\": {\"name\": ..., \"schema\": {...}}}");
        }
        return schema;
    }

    /// A call of a function, written as JSON with its name and its arguments.
    ///
    /// @param tools functions in OpenAI's shape
    /// @param choice `required` for any of them, or an object that names one
    static JsonNode calling(JsonNode tools, JsonNode choice) {
        String wanted = choice.at("/function/name").asText("");
        if (!choice.asText().equals("required") && wanted.isEmpty()) {
            throw TaskReader.invalid(
                    "'tool_choice' is %s; use auto, none, required or {\"type\": \"function\", \"function\": {\"name\": ...}}"
                            .formatted(choice));
        }
        ObjectNode schema = EventCodec.json().createObjectNode();
        ArrayNode calls = schema.putArray("anyOf");
        for (JsonNode tool : tools) {
            JsonNode function = tool.path("function");
            if (wanted.isEmpty() || function.path("name").asText().equals(wanted)) {
                calls.add(call(function));
                function.at("/parameters/$defs").properties()
                        .forEach(part -> schema.withObject("/$defs").set(part.getKey(), part.getValue()));
            }
        }
        if (calls.isEmpty()) {
            throw TaskReader.invalid("'tool_choice' asks for a function that 'tools' does not have");
        }
        return json(schema);
    }

    private static ObjectNode call(JsonNode function) {
        ObjectNode call = EventCodec.json().createObjectNode().put("type", "object");
        ObjectNode properties = call.putObject("properties");
        properties.putObject("name").set("const", function.path("name"));
        properties.set("arguments", function.path("parameters").isObject() ? function.get("parameters")
                : EventCodec.json().createObjectNode().put("type", "object"));
        call.putArray("required").add("name").add("arguments");
        return call;
    }

    private static ObjectNode json(JsonNode schema) {
        return EventCodec.json().createObjectNode().put("type", "json").set("value", schema);
    }
}
