package org.llmspace.pipeline.inference;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.pipeline.task.PipelineException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A call of text generation in OpenAI's words; parameters of the Hub are taken besides.
///
/// @param chat whether there is a conversation instead of a text to go on from
/// @param model as the body names it; null means the path's or the default
/// @param tasks one for each prompt
/// @param countsTokens whether a stream ends with the number of tokens
/// @param listsTokens whether each token comes with its likelihood
/// @param functions names of those that the model may ask for
record Completion(boolean chat, @Nullable String model, List<PipelineTask<?>> tasks, boolean stream, boolean countsTokens,
        boolean listsTokens, Set<String> functions) {

    private static final int MAX_NEW_TOKENS = 1024; // as the Hub's specification says
    private static final Set<String> RENAMED = Set.of("model", "prompt", "inputs", "task", "stream_options", "n", "max_tokens",
            "max_completion_tokens", "echo", "logprobs", "top_logprobs", "response_format", "tool_choice");

    Completion {
        tasks = List.copyOf(tasks);
        functions = Set.copyOf(functions);
    }

    /// @throws PipelineException if the body is no such call
    static Completion read(byte[] body, boolean chat) {
        ObjectNode json = TaskReader.parse(body);
        refuseSuffix(json.path("suffix").asText(""));
        JsonNode form = form(json);
        boolean stream = json.path("stream").isBoolean() && json.path("stream").booleanValue();
        ObjectNode fields = parameters(json, chat, stream);
        if (form != null) {
            fields.set("grammar", form);
        }
        List<PipelineTask<?>> tasks = chat ? List.of(conversation(json, fields)) : texts(json, fields);
        String model = json.path("model").asText("");
        boolean named = !model.isBlank() && !model.startsWith("http://") && !model.startsWith("https://");
        return new Completion(chat, named ? model : null, tasks, stream,
                json.path("stream_options").path("include_usage").asBoolean(), listsTokens(json),
                chat ? functions(json) : Set.of());
    }

    /// `none` hides the functions; what must be asked for is held by a grammar.
    private static @Nullable JsonNode form(ObjectNode json) {
        JsonNode choice = json.path("tool_choice");
        if (choice.isMissingNode() || choice.isNull() || choice.asText().equals("auto")) {
            return AnswerForm.of(json.path("response_format"));
        }
        if (choice.asText().equals("none")) {
            json.remove("tools");
            return AnswerForm.of(json.path("response_format"));
        }
        return AnswerForm.calling(json.path("tools"), choice);
    }

    private static Set<String> functions(ObjectNode json) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode tool : json.path("tools")) {
            JsonNode name = tool.path("function").path("name");
            if (!name.isTextual()) {
                throw TaskReader.invalid(
                        "a tool has no name; send {\"type\": \"function\", \"function\": {\"name\": ..., \"parameters\": ...}}");
            }
            names.add(name.textValue());
        }
        return names;
    }

    private static void refuseSuffix(String suffix) {
        if (!suffix.isEmpty()) {
            throw new PipelineException(FailureCode.UNSUPPORTED,
                    "'suffix' is not offered here; leave it out, or write the prompt in the model's own marks for filling in");
        }
    }

    private static ObjectNode parameters(ObjectNode json, boolean chat, boolean stream) {
        ObjectNode fields = json.deepCopy();
        fields.remove(RENAMED);
        fields.properties().removeIf(field -> field.getValue().isNull());
        JsonNode most = first(json, "max_completion_tokens", "max_tokens", "max_new_tokens");
        if (most != null && most.isInt() && most.intValue() < (chat ? 1 : 0)) {
            throw TaskReader.invalid("'max_tokens' is %s; use at least %d".formatted(most, chat ? 1 : 0));
        }
        fields.set("max_new_tokens", most == null ? fields.numberNode(MAX_NEW_TOKENS) : most);
        rename(json, "n", fields, "num_return_sequences");
        rename(json, "echo", fields, "return_full_text");
        fields.putIfAbsent("return_full_text", fields.booleanNode(false));
        draw(fields);
        list(json, fields);
        if (stream) {
            fields.put("details", true); // so that each event tells its token
        }
        return fields;
    }

    private static @Nullable JsonNode first(ObjectNode json, String... names) {
        for (String name : names) {
            if (json.hasNonNull(name)) {
                return json.get(name);
            }
        }
        return null;
    }

    private static void rename(ObjectNode from, String theirs, ObjectNode to, String ours) {
        if (from.hasNonNull(theirs)) {
            to.set(ours, from.get(theirs));
        }
    }

    /// With a temperature of 0 the likeliest token is taken, with any other one is drawn.
    private static void draw(ObjectNode fields) {
        boolean greedy = fields.path("temperature").isNumber() && fields.path("temperature").asDouble() == 0;
        if (fields.has("temperature") || fields.has("top_p")) {
            fields.putIfAbsent("do_sample", fields.booleanNode(!greedy));
        }
        if (greedy) {
            fields.remove("temperature");
        }
    }

    /// `logprobs` is a number for texts, and `true` with a number beside it for conversations.
    private static void list(ObjectNode json, ObjectNode fields) {
        JsonNode asked = json.path("logprobs");
        if (json.hasNonNull("top_logprobs") && !listsTokens(json)) {
            throw TaskReader.invalid("'top_logprobs' needs 'logprobs': true; send that, too, or leave both out");
        }
        if (listsTokens(json)) {
            fields.put("details", true);
            fields.set("decoder_input_details", fields.get("return_full_text"));
            JsonNode top = asked.isNumber() ? asked : json.path("top_logprobs");
            if (top.isNumber()) {
                fields.set("top_n_tokens", top);
            }
        }
    }

    private static boolean listsTokens(ObjectNode json) {
        return json.path("logprobs").isNumber() || json.path("logprobs").asBoolean();
    }

    private static PipelineTask<?> conversation(ObjectNode json, ObjectNode fields) {
        if (!json.path("messages").isArray() || json.path("messages").isEmpty()) {
            throw TaskReader
                    .invalid("The body needs 'messages'; send {\"messages\": [{\"role\": \"user\", \"content\": ...}]}");
        }
        return task(fields);
    }

    private static List<PipelineTask<?>> texts(ObjectNode json, ObjectNode fields) {
        fields.remove("messages");
        JsonNode prompt = Objects.requireNonNullElse(first(json, "prompt", "inputs"), json.nullNode());
        if (prompt.isTextual() || prompt.path(0).isNumber()) {
            return List.of(text(fields, prompt));
        }
        if (!prompt.isArray() || prompt.isEmpty() || prompt.size() > TaskReader.MAX_BATCH) {
            throw TaskReader.invalid("The body needs 'prompt', a text or its tokens, or a list of 1 to %d of them"
                    .formatted(TaskReader.MAX_BATCH));
        }
        List<PipelineTask<?>> tasks = new ArrayList<>();
        prompt.forEach(one -> tasks.add(text(fields, one)));
        return tasks;
    }

    /// @param prompt a text, or the numbers of its tokens
    private static PipelineTask<?> text(ObjectNode fields, JsonNode prompt) {
        ObjectNode own = fields.deepCopy();
        if (prompt.isTextual()) {
            return task(own.put("inputs", prompt.textValue()));
        }
        if (!prompt.isArray() || prompt.isEmpty() || !prompt.valueStream().allMatch(JsonNode::isInt)) {
            throw TaskReader.invalid("'prompt' is a list of something else than texts or tokens; send texts, or whole numbers");
        }
        if (own.path("return_full_text").asBoolean()) {
            own.put("stream", false); // the text that it begins with is known only with the answer
        }
        return task(own.set("input_ids", prompt));
    }

    private static PipelineTask<?> task(ObjectNode fields) {
        return TaskReader.convert(fields.put("task", "text-generation"));
    }

    /// The text that a growing answer begins with; empty unless that was asked for.
    String echo() {
        return tasks.getFirst() instanceof PipelineTask.TextGeneration text && !chat
                && Boolean.TRUE.equals(text.returnFullText()) ? String.valueOf(text.inputs()) : "";
    }

    /// What names an answer: `cmpl-` or `chatcmpl-` and the call's number.
    ObjectNode head(String id, String model) {
        String kind = chat ? stream ? "chat.completion.chunk" : "chat.completion" : "text_completion";
        return EventCodec.json().createObjectNode().put("id", (chat ? "chatcmpl-" : "cmpl-") + id).put("object", kind)
                .put("created", System.currentTimeMillis() / 1000).put("model", model);
    }
}
