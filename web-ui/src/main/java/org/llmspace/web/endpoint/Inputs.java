package org.llmspace.web.endpoint;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.Media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The inputs of a call by parameter name, from JSON or from a form; absent, null and blank mean the parameter's initial
/// value.
public final class Inputs {

    private static final int MAX_TEXTS = 500;
    private static final int MAX_COUNT = 100_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, JsonNode> values;

    private Inputs(Map<String, JsonNode> values) {
        this.values = values;
    }

    public static Inputs of(Map<String, JsonNode> values) {
        return new Inputs(new LinkedHashMap<>(values));
    }

    /// Values by name, as programs send them. What only the pages send, such as whose conversation it is, is nothing that a
    /// program can name.
    ///
    /// @param values a JSON object
    /// @throws InvalidInputException if it names something else than the parameters
    public static Inputs named(List<Parameter> parameters, JsonNode values) {
        List<String> known = parameters.stream().map(Parameter::name).toList();
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        values.properties().forEach(field -> {
            if (!known.contains(field.getKey())) {
                throw new InvalidInputException(field.getKey(), "There is no parameter '%s'; there are %s"
                        .formatted(field.getKey(), String.join(", ", known)));
            }
            nodes.put(field.getKey(), field.getValue());
        });
        return new Inputs(nodes);
    }

    public static Inputs ofForm(Map<String, String> values) {
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        values.forEach((name, value) -> nodes.put(name, JsonNodeFactory.instance.textNode(value)));
        return new Inputs(nodes);
    }

    /// What [#toJson] wrote.
    public static Inputs ofJson(String text) {
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        try {
            JSON.readTree(text).properties().forEach(field -> nodes.put(field.getKey(), field.getValue()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        return new Inputs(nodes);
    }

    /// Positional values, as Gradio's clients send them.
    public static Inputs ofList(List<Parameter> parameters, List<JsonNode> data) {
        if (data.size() > parameters.size()) {
            throw new InvalidInputException("data",
                    "%d values were sent for %d parameters".formatted(data.size(), parameters.size()));
        }
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        for (int i = 0; i < data.size(); i++) {
            nodes.put(parameters.get(i).name(), data.get(i));
        }
        return new Inputs(nodes);
    }

    /// @throws InvalidInputException if it is not there
    public String text(String name) {
        return textIfAny(name)
                .orElseThrow(() -> new InvalidInputException(name, "'%s' is missing; give it a text".formatted(name)));
    }

    public Optional<String> textIfAny(String name) {
        return node(name).map(JsonNode::asText).filter(text -> !text.isBlank());
    }

    /// An array of texts, or a text with one a line or, on a single line, separated by commas.
    ///
    /// @throws InvalidInputException if there is none
    public List<String> texts(String name) {
        JsonNode node = node(name).orElseThrow(
                () -> new InvalidInputException(name, "'%s' is missing; give it at least one text".formatted(name)));
        List<String> texts = (node.isArray() ? elements(node) : split(node.asText())).map(String::strip)
                .filter(text -> !text.isEmpty()).toList();
        if (texts.isEmpty() || texts.size() > MAX_TEXTS) {
            throw new InvalidInputException(name,
                    "'%s' needs 1 to %d texts, not %d".formatted(name, MAX_TEXTS, texts.size()));
        }
        return texts;
    }

    /// Like [#texts]; null if there is none.
    public @Nullable List<String> textsIfAny(String name) {
        return node(name).filter(node -> node.isArray() ? !node.isEmpty() : !node.asText().isBlank()).isEmpty() ? null
                : texts(name);
    }

    /// Like [#texts], with one text a line and commas left alone.
    public List<String> lines(String name) {
        JsonNode node = node(name).orElse(null);
        return node != null && node.isTextual() ? of(Map.of(name, array(node.asText().lines()))).texts(name)
                : texts(name);
    }

    public @Nullable Double number(String name) {
        JsonNode node = node(name).orElse(null);
        if (node == null || node.isTextual() && node.asText().isBlank()) {
            return null;
        }
        try {
            return node.isNumber() ? node.asDouble() : Double.parseDouble(node.asText().strip());
        } catch (NumberFormatException e) {
            throw new InvalidInputException(name, "'%s' must be a number, not '%s'".formatted(name, node.asText()));
        }
    }

    /// A whole number from 1 on; null if there is none.
    public @Nullable Integer count(String name) {
        Double number = number(name);
        if (number == null) {
            return null;
        }
        if (number < 1 || number != Math.rint(number) || number > MAX_COUNT) {
            throw new InvalidInputException(name, "'%s' must be a whole number from 1 on".formatted(name));
        }
        return number.intValue();
    }

    /// A number in a range; null if there is none.
    public @Nullable Double number(String name, double from, double to) {
        Double number = number(name);
        if (number != null && !(number >= from && number <= to)) {
            throw new InvalidInputException(name,
                    "'%s' must be between %s and %s, not %s".formatted(name, from, to, number));
        }
        return number;
    }

    /// An image or a recording: base64, a `data:` URL, a URL, or a file of the Space that was put in its place.
    ///
    /// @throws InvalidInputException if it is not there, or none of these
    public Media media(String name) {
        JsonNode node = node(name).filter(value -> value.isObject() || !value.asText().isBlank())
                .orElseThrow(() -> new InvalidInputException(name, "'%s' is missing; send a file".formatted(name)));
        try {
            return JSON.treeToValue(node, Media.class);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(name,
                    "'%s' must be a file that was sent to the Space, base64, a data: URL or a URL".formatted(name));
        }
    }

    /// The same inputs with another value in one place.
    public Inputs with(String name, JsonNode value) {
        Map<String, JsonNode> all = new LinkedHashMap<>(values);
        all.put(name, value);
        return new Inputs(all);
    }

    public boolean flag(String name) {
        return Boolean.TRUE.equals(flagIfAny(name));
    }

    public @Nullable Boolean flagIfAny(String name) {
        return node(name).map(node -> node.isBoolean() ? node.booleanValue() : isOn(node.asText())).orElse(null);
    }

    /// The inputs as JSON text of about `limit` characters at most; longer texts are cut.
    public String toJson(int limit) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        values.forEach((name, value) -> {
            if (value.toString().length() + all.toString().length() < limit) {
                all.set(name, value);
            }
        });
        return all.toString();
    }

    /// The value as it was sent; empty if there is none.
    public Optional<JsonNode> node(String name) {
        return Optional.ofNullable(values.get(name)).filter(node -> !node.isNull() && !node.isMissingNode());
    }

    private static boolean isOn(String text) {
        return Stream.of("true", "on", "1", "yes").anyMatch(text::equalsIgnoreCase);
    }

    private static JsonNode array(Stream<String> texts) {
        var array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static Stream<String> elements(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts.stream();
    }

    private static Stream<String> split(String text) {
        return text.strip().contains("\n") ? text.lines() : Stream.of(text.split(","));
    }
}
