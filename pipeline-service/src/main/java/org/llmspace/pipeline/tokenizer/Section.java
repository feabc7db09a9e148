package org.llmspace.pipeline.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/// A node of `tokenizer.json` that knows its path, so that an error can name it.
record Section(JsonNode node, String path) {

    static Section root(JsonNode tokenizerJson) {
        return new Section(tokenizerJson, "tokenizer.json");
    }

    TokenizerException broken(String problem) {
        return new TokenizerException(
                path + ": " + problem + ". Download the tokenizer again, or use the model's own tokenizer.json.");
    }

    private Section child(String name) {
        return new Section(node.path(name), path.equals("tokenizer.json") ? path + " " + name : path + "." + name);
    }

    private Section required(String name) {
        var child = child(name);
        if (child.node.isMissingNode() || child.node.isNull()) {
            throw broken("\"" + name + "\" is missing");
        }
        return child;
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /// The child, or null where the file has none.
    @Nullable
    Section optional(String name) {
        return has(name) ? object(name) : null;
    }

    Section object(String name) {
        var child = required(name);
        if (!child.node.isObject()) {
            throw child.broken("an object is expected");
        }
        return child;
    }

    Section array(String name) {
        var child = required(name);
        if (!child.node.isArray()) {
            throw child.broken("a list is expected");
        }
        return child;
    }

    /// The elements of a short list; long ones are read from [#array(String)] without a path for each.
    List<Section> list(String name) {
        var array = array(name);
        var elements = new ArrayList<Section>(array.node.size());
        for (int i = 0; i < array.node.size(); i++) {
            elements.add(new Section(array.node.get(i), array.path + "[" + i + "]"));
        }
        return elements;
    }

    String text(String name) {
        return required(name).text();
    }

    String text(String name, String otherwise) {
        return has(name) ? child(name).text() : otherwise;
    }

    @Nullable
    String optionalText(String name) {
        return has(name) ? child(name).text() : null;
    }

    String text() {
        if (!node.isTextual()) {
            throw broken("a text is expected");
        }
        return node.textValue();
    }

    boolean flag(String name) {
        return required(name).flag();
    }

    boolean flag(String name, boolean otherwise) {
        return has(name) ? child(name).flag() : otherwise;
    }

    private boolean flag() {
        if (!node.isBoolean()) {
            throw broken("true or false is expected");
        }
        return node.booleanValue();
    }

    int number(String name) {
        return required(name).number();
    }

    int number(String name, int otherwise) {
        return has(name) ? child(name).number() : otherwise;
    }

    int number() {
        if (!node.canConvertToInt() || !node.isIntegralNumber()) {
            throw broken("a whole number is expected");
        }
        return node.intValue();
    }

    /// The code point of a text of one character.
    int character(String name) {
        var text = text(name);
        if (text.codePointCount(0, text.length()) != 1) {
            throw required(name).broken("one character is expected");
        }
        return text.codePointAt(0);
    }

    /// A constant of an enum by its name in the file, such as `MergedWithNext` or `longest_first`.
    <E extends Enum<E>> E constant(String name, Class<E> type) {
        var given = text(name).replace("_", "").toLowerCase(Locale.ROOT);
        for (var constant : type.getEnumConstants()) {
            if (constant.name().replace("_", "").toLowerCase(Locale.ROOT).equals(given)) {
                return constant;
            }
        }
        throw required(name).broken("\"" + text(name) + "\" is unknown");
    }
}
