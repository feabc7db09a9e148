package org.llmspace.chat.tool;

import com.fasterxml.jackson.databind.JsonNode;

/// Calculates exactly; models are bad at it.
final class Calculator implements Tool {

    @Override
    public String name() {
        return "calculator";
    }

    @Override
    public String description() {
        return "Calculates an arithmetic expression exactly: + - * / % ^ ( ), percentages like 15% of 80, sqrt, abs, round, "
                + "floor, ceil, min, max.";
    }

    @Override
    public String parameters() {
        return """
                {"type":"object","properties":{"expression":{"type":"string","description":"for instance (2+3)*4"}},\
                "required":["expression"],"additionalProperties":false}""";
    }

    @Override
    public String call(JsonNode arguments) {
        if (!arguments.path("expression").isTextual()) {
            throw new IllegalArgumentException("calculator needs 'expression', a text");
        }
        return Arithmetic.of(arguments.path("expression").asText()).toString();
    }
}
