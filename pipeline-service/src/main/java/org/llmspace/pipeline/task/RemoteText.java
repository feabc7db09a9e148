package org.llmspace.pipeline.task;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineTask.TextGeneration;
import org.llmspace.pipeline.remote.EventStream;
import org.llmspace.pipeline.remote.InferenceProviders;
import org.llmspace.pipeline.remote.RemoteModel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Text that a provider generates, in one piece or as it comes, in OpenAI's shapes.
final class RemoteText implements Answering {

    private static final Map<String, String> FINISHES = Map.of("length", "length", "stop", "eos_token");

    private final Function<ObjectNode, JsonNode> whole;
    private final Function<ObjectNode, EventStream> streamed;
    private final ObjectNode body;
    private final boolean streams;
    private final String before;
    private final StringBuilder text = new StringBuilder();
    private String finish = "eos_token";
    private int promptTokens;
    private int tokens;
    private boolean ended;
    private @Nullable EventStream events;

    private RemoteText(Function<ObjectNode, JsonNode> whole, Function<ObjectNode, EventStream> streamed, ObjectNode body,
            boolean streams, String before) {
        this.whole = whole;
        this.streamed = streamed;
        this.body = body;
        this.streams = streams;
        this.before = before;
    }

    static RemoteText of(InferenceProviders providers, RemoteModel model, TextGeneration task) {
        if (!task.tools().isEmpty()) {
            throw new PipelineException(FailureCode.UNSUPPORTED,
                    "'tools' are not offered for models that run elsewhere; use chat-service, or leave them out");
        }
        if (!task.inputIds().isEmpty()) {
            throw new PipelineException(FailureCode.UNSUPPORTED,
                    "Models that run elsewhere take no tokens; send 'inputs', a text");
        }
        ObjectNode body = EventCodec.json().valueToTree(task.parameters());
        body.properties().removeIf(field -> field.getValue().isArray() && field.getValue().isEmpty());
        boolean streams = body.path("stream").asBoolean();
        boolean draws = body.path("do_sample").asBoolean(true);
        body.remove(List.of("stream", "do_sample"));
        if (!draws && !body.has("temperature")) {
            body.put("temperature", 0);
        }
        task.logitBias().forEach((id, bias) -> body.withObject("logit_bias").put(id.toString(), bias));
        form(task.grammar(), body);
        JsonNode most = body.remove("max_new_tokens");
        if (most != null) {
            body.set("max_tokens", most);
        }
        if (task.messages().isEmpty()) {
            String prompt = String.valueOf(task.inputs());
            return new RemoteText(one -> providers.completion(model, one), one -> providers.completionStreamed(model, one),
                    body.put("prompt", prompt), streams, Boolean.FALSE.equals(task.returnFullText()) ? "" : prompt);
        }
        task.messages().forEach(body.withArray("messages")::add);
        return new RemoteText(one -> providers.chat(model, one), one -> providers.chatStreamed(model, one), body, streams, "");
    }

    /// Providers take JSON schemas only.
    private static void form(@Nullable JsonNode grammar, ObjectNode body) {
        if (grammar == null || grammar.isNull()) {
            return;
        }
        JsonNode value = grammar.path("value");
        JsonNode schema = grammar.path("type").asText().equals("json") ? value : value.path("schema");
        if (!schema.isObject()) {
            throw new PipelineException(FailureCode.UNSUPPORTED,
                    "'grammar' of models that run elsewhere is a JSON schema; send {\"type\": \"json\", \"value\": ...}");
        }
        ObjectNode format = body.putObject("response_format").put("type", "json_schema");
        format.putObject("json_schema").put("name", value.path("name").asText("answer")).set("schema", schema);
    }

    @Override
    public PipelineReply.@Nullable Delta more() {
        if (!streams || ended) {
            return null;
        }
        if (events == null) {
            events = streamed.apply(body);
        }
        for (JsonNode event = events.next(); event != null; event = events.next()) {
            String piece = take(event, "delta");
            if (!piece.isEmpty()) {
                return PipelineReply.Delta.of(piece);
            }
        }
        ended = true;
        return null;
    }

    @Override
    public PipelineOutput output() {
        if (!streams) {
            take(whole.apply(body), "message");
        }
        return new PipelineOutput.GeneratedTexts(
                List.of(RemoteOutputs.text(before + text, finish, promptTokens, tokens)));
    }

    /// @param part where a conversation has its text; a continuation has it in the choice itself
    /// @return what it adds to the text
    private String take(JsonNode answer, String part) {
        JsonNode choice = answer.path("choices").path(0);
        if (!streams && choice.isMissingNode()) {
            throw new PipelineException(FailureCode.PROVIDER_FAILED,
                    "The provider answers without a text; try another provider");
        }
        String piece = choice.path("text").asText(choice.path(part).path("content").asText(""));
        text.append(piece);
        if (choice.path("finish_reason").isTextual()) {
            finish = FINISHES.getOrDefault(choice.path("finish_reason").asText(), "stop_sequence");
        }
        promptTokens = answer.path("usage").path("prompt_tokens").asInt(promptTokens);
        tokens = answer.path("usage").path("completion_tokens").asInt(tokens);
        return piece;
    }

    @Override
    public void close() {
        if (events != null) {
            events.close();
        }
    }
}
