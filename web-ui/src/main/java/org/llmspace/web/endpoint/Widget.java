package org.llmspace.web.endpoint;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a value is shown or typed in: Gradio's components, as far as the Space uses them.
public sealed interface Widget {

    /// Gradio's reference to a file, as JSON schema; clients know it by its properties and their order.
    Map<String, Object> FILE = object("path", type("string"), "url", orNull("string"), "size", orNull("integer"), "orig_name",
            orNull("string"), "mime_type", orNull("string"), "is_stream", type("boolean"), "meta", type("object"));

    /// @param lines 1 for a single line
    record Textbox(int lines, String placeholder) implements Widget {
    }

    /// Several short texts: in a form one a line or separated by commas, in JSON an array or such a text.
    record Texts(int lines, String placeholder) implements Widget {
    }

    record Slider(double minimum, double maximum, double step) implements Widget {

        /// The bounds and the step as they are written, for instance 0, 2 and 0.1.
        public String from() {
            return plain(minimum);
        }

        public String to() {
            return plain(maximum);
        }

        public String by() {
            return plain(step);
        }

        private static String plain(double number) {
            return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
        }
    }

    record Number(double minimum) implements Widget {
    }

    record Checkbox() implements Widget {
    }

    /// One of some words; an empty one means that the service decides.
    record Choice(List<String> choices) implements Widget {
        public Choice {
            choices = List.copyOf(choices);
        }
    }

    /// The models that fit, as the services offer them; any other text is passed on.
    record ModelChoice() implements Widget {
    }

    record Markdown() implements Widget {
    }

    /// Labels, each with a bar.
    record Label() implements Widget {
    }

    /// A text with marked parts.
    record HighlightedText() implements Widget {
    }

    record Json() implements Widget {
    }

    /// A picture; its value is a file.
    record Image() implements Widget {
    }

    /// A recording; its value is a file.
    record Audio() implements Widget {
    }

    /// Whether its value is a file.
    default boolean isFile() {
        return this instanceof Image || this instanceof Audio;
    }

    /// How many lines a field for it shows.
    default int lines() {
        return 1;
    }

    /// What an empty field for it shows.
    default String placeholder() {
        return "";
    }

    /// Gradio's name of the component.
    default String component() {
        return switch (this) {
            case Textbox _ -> "Textbox";
            case Texts _ -> "Textbox";
            case Choice _ -> "Dropdown";
            case HighlightedText _ -> "HighlightedText";
            case ModelChoice _ -> "Textbox";
            case Slider _ -> "Slider";
            case Number _ -> "Number";
            case Checkbox _ -> "Checkbox";
            case Markdown _ -> "Markdown";
            case Label _ -> "Label";
            case Json _ -> "JSON";
            case Image _ -> "Image";
            case Audio _ -> "Audio";
        };
    }

    /// The kind of value, as JSON schema.
    default Map<String, Object> schema() {
        return switch (this) {
            case Textbox _ -> Map.of("type", "string");
            case ModelChoice _ -> Map.of("type", "string");
            case Markdown _ -> Map.of("type", "string");
            case Choice(var choices) -> Map.of("type", "string", "enum", choices);
            case HighlightedText _ -> Map.of("type", "array", "items", object("token", type("string"), "class_or_confidence",
                    Map.of("anyOf", List.of(type("string"), type("number"), type("null")))));
            case Texts _ -> Map.of("anyOf", List.of(Map.of("type", "array", "items", Map.of("type", "string")),
                    Map.of("type", "string")), "description", "a list of texts, or one text with one a line");
            case Slider s -> Map.of("type", "number", "description",
                    "numeric value between %s and %s".formatted(s.from(), s.to()));
            case Number _ -> Map.of("type", "number");
            case Checkbox _ -> Map.of("type", "boolean");
            case Json _ -> Map.of();
            case Image _ -> FILE;
            case Audio _ -> FILE;
            case Label _ -> Map.of("type", "object", "properties", Map.of("label", Map.of("type", "string"),
                    "confidences", Map.of("type", "array", "items", Map.of("type", "object", "properties",
                            Map.of("label", Map.of("type", "string"), "confidence", Map.of("type", "number"))))));
        };
    }

    private static Map<String, Object> type(String type) {
        return Map.of("type", type);
    }

    /// Not by a list of types, which the Python client cannot read.
    private static Map<String, Object> orNull(String type) {
        return Map.of("anyOf", List.of(type(type), type("null")));
    }

    /// @param namesAndSchemas a name, its schema, the next name, ...
    private static Map<String, Object> object(Object... namesAndSchemas) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = 0; i < namesAndSchemas.length; i += 2) {
            properties.put(String.valueOf(namesAndSchemas[i]), namesAndSchemas[i + 1]);
        }
        return Map.of("type", "object", "properties", properties);
    }

    /// The kind of value, in Python's words.
    default String pythonType() {
        return switch (this) {
            case Textbox _ -> "str";
            case Choice(var choices) -> "Literal[%s]"
                    .formatted(choices.stream().map(choice -> "'" + choice + "'").collect(Collectors.joining(", ")));
            case HighlightedText _ -> "list[dict(token: str, class_or_confidence: str | float | None)]";
            case ModelChoice _ -> "str";
            case Markdown _ -> "str";
            case Texts _ -> "list[str] | str";
            case Slider _ -> "float";
            case Number _ -> "float";
            case Checkbox _ -> "bool";
            case Json _ -> "list[Any]";
            case Image _ -> "filepath";
            case Audio _ -> "filepath";
            case Label _ -> "dict(label: str, confidences: list[dict(label: str, confidence: float)])";
        };
    }
}
