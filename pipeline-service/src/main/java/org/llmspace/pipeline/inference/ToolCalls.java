package org.llmspace.pipeline.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The functions that a model asks for in its answer, and what it says besides. Families of models write them in their
/// own ways: Hermes and Qwen between `<tool_call>` marks, Llama 3 as bare JSON, Mistral as a list of JSON or as a name
/// before JSON. The marks of the latter two are special tokens, which may be missing in the text.
///
/// @param content what is no call
/// @param calls in OpenAI's shape, in their order
record ToolCalls(String content, List<ObjectNode> calls) {

    static final String BEGIN = "<tool_call>";
    private static final String END = "</tool_call>";
    private static final List<String> MARKS = List.of("[TOOL_CALLS]", "<|python_tag|>");
    private static final String ARGUMENTS = "[ARGS]";
    private static final ObjectMapper JSON = EventCodec.json().copy()
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    /// Mistral's chat template takes no others.
    private static final int ID_LENGTH = 9;

    ToolCalls {
        calls = List.copyOf(calls);
    }

    /// @param functions the names that can be asked for
    static ToolCalls of(String text, Set<String> functions) {
        List<ObjectNode> calls = new ArrayList<>();
        if (text.contains(BEGIN)) {
            String content = marked(text, functions, calls);
            return calls.isEmpty() ? new ToolCalls(text, calls) : new ToolCalls(content.strip(), calls);
        }
        return bare(unmarked(text), functions, calls) ? new ToolCalls("", calls) : new ToolCalls(text, List.of());
    }

    /// Whether a text that begins like this may turn out to be a call without marks around it.
    static boolean mayBegin(String text, Set<String> functions) {
        String start = text.stripLeading();
        return start.isEmpty() || start.startsWith("[") || start.startsWith("{")
                || MARKS.stream().anyMatch(mark -> mark.startsWith(start) || start.startsWith(mark))
                || functions.stream().anyMatch(name -> name.startsWith(start) || start.startsWith(name + "{")
                        || start.startsWith(name + "["));
    }

    private static String unmarked(String text) {
        String rest = text.strip();
        for (String mark : MARKS) {
            rest = rest.startsWith(mark) ? rest.substring(mark.length()).strip() : rest;
        }
        return rest;
    }

    /// @return the text around the calls; a block that is no call stays in it
    private static String marked(String text, Set<String> functions, List<ObjectNode> calls) {
        StringBuilder content = new StringBuilder();
        int at = 0;
        for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, at)) {
            content.append(text, at, begin);
            int end = text.indexOf(END, begin);
            int next = end < 0 ? text.length() : end + END.length();
            String block = text.substring(begin + BEGIN.length(), end < 0 ? next : end);
            if (!bare(block.strip(), functions, calls)) {
                content.append(text, begin, next);
            }
            at = next;
        }
        return content.append(text, at, text.length()).toString();
    }

    /// Takes a text that is nothing but calls.
    ///
    /// @return whether it is
    private static boolean bare(String text, Set<String> functions, List<ObjectNode> calls) {
        List<ObjectNode> found = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty()) {
            String named = rest;
            String name = functions.stream().filter(function -> named.startsWith(function + "{")
                    || named.startsWith(function + ARGUMENTS)).findFirst().orElse(null);
            String json = name == null ? rest : rest.substring(rest.indexOf('{') < 0 ? rest.length() : rest.indexOf('{'));
            try (JsonParser parser = JSON.createParser(json)) {
                JsonNode value = JSON.readTree(parser);
                if (!add(name, value, functions, found)) {
                    return false;
                }
                String more = json.substring((int) parser.currentLocation().getCharOffset());
                rest = unmarked(more.replaceFirst("^[\\s;,]+", ""));
            } catch (IOException e) {
                return false; // a text that only looks like a call
            }
        }
        calls.addAll(found);
        return !found.isEmpty();
    }

    private static boolean add(@Nullable String name, @Nullable JsonNode value, Set<String> functions,
            List<ObjectNode> found) {
        if (name != null) {
            return value instanceof ObjectNode && found.add(call(name, value));
        }
        if (value instanceof ArrayNode list) {
            return !list.isEmpty() && list.valueStream().allMatch(one -> add(null, one, functions, found));
        }
        if (value == null || !functions.contains(value.path("name").asText())) {
            return false;
        }
        JsonNode arguments = value.has("arguments") ? value.get("arguments") : value.path("parameters");
        return (arguments.isObject() || arguments.isTextual() || arguments.isMissingNode())
                && found.add(call(value.path("name").asText(), arguments));
    }

    private static ObjectNode call(String name, JsonNode arguments) {
        ObjectNode call = EventCodec.json().createObjectNode().put("id", id()).put("type", "function");
        call.putObject("function").put("name", name).put("arguments",
                arguments.isTextual() ? arguments.textValue() : arguments.isMissingNode() ? "{}" : arguments.toString());
        return call;
    }

    private static String id() {
        return ThreadLocalRandom.current().ints(ID_LENGTH, 0, 36).mapToObj(digit -> Character.toString(Character.forDigit(
                digit, 36))).collect(Collectors.joining());
    }
}
