package org.llmspace.chat.openai;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The JSON of one chat completion, whole or in chunks. In chunks, what is absent is left out and never null: clients take a
/// null for a changed value.
///
/// @param model as the client named it
record CompletionJson(String id, long created, String model) {

    /// A whole answer.
    ///
    /// @param refused whether its text says that the model will not answer
    /// @param reasoning what the model thought before; empty if it does not show that
    /// @param logprobs of its tokens; empty if they were not asked for
    /// @param steps what the Space itself did for it, see [#step]
    record Choice(ChatReply.Completed completed, boolean refused, String reasoning, List<JsonNode> logprobs,
            List<ObjectNode> steps) {
    }

    static CompletionJson of(CompletionRequest request) {
        return new CompletionJson("chatcmpl-" + UUID.randomUUID().toString().replace("-", ""),
                Instant.now().getEpochSecond(), request.asked());
    }

    ObjectNode whole(List<Choice> made) {
        List<ChatReply.Completed> answers = made.stream().map(Choice::completed).toList();
        ObjectNode body = head("chat.completion");
        body.putNull("system_fingerprint");
        ArrayNode choices = body.putArray("choices");
        for (int i = 0; i < made.size(); i++) {
            choices.add(choice(i, made.get(i)));
        }
        body.set("usage", usage(answers));
        answers.forEach(answer -> kept(body, answer));
        warnings(body, answers);
        return body;
    }

    ObjectNode role(int index) {
        return chunk(index, object().put("role", "assistant").put("content", ""), null);
    }

    ObjectNode delta(int index, ChatReply.Delta delta) {
        ObjectNode node = object();
        if (delta.reasoning() != null) {
            node.put("reasoning_content", delta.reasoning());
        }
        if (!delta.text().isEmpty() || delta.reasoning() == null) {
            node.put(Boolean.TRUE.equals(delta.refusal()) ? "refusal" : "content", delta.text());
        }
        ObjectNode chunk = chunk(index, node, null);
        if (delta.logprobs() != null) {
            ((ObjectNode) chunk.at("/choices/0")).set("logprobs", logprobs(delta.logprobs()));
        }
        return chunk;
    }

    /// @param piece from [ToolChunks]
    ObjectNode toolCall(int index, ObjectNode piece) {
        ObjectNode node = object();
        node.putArray("tool_calls").add(piece);
        return chunk(index, node, null);
    }

    /// What the Space itself does for an answer, which OpenAI has no words for: a plan, a tool's call, a tool's result.
    ///
    /// @param step one that [#isStep]
    static ObjectNode step(ChatReply step) {
        return EventCodec.json().valueToTree(step);
    }

    static boolean isStep(ChatReply reply) {
        return reply instanceof ChatReply.Planned || reply instanceof ChatReply.ToolReturned
                || reply instanceof ChatReply.ToolCalled called && !called.callerRuns();
    }

    ObjectNode stepChunk(int index, ChatReply step) {
        return chunk(index, (ObjectNode) object().set("step", step(step)), null);
    }

    ObjectNode finish(int index, ChatReply.Completed answer) {
        ObjectNode delta = object();
        if (!answer.citations().isEmpty()) {
            delta.set("citations", citations(answer.citations()));
        }
        ObjectNode chunk = chunk(index, delta, answer.finishReason());
        kept(chunk, answer);
        return chunk;
    }

    ObjectNode usageChunk(List<ChatReply.Completed> answers) {
        ObjectNode body = head("chat.completion.chunk");
        body.putArray("choices");
        body.set("usage", usage(answers));
        warnings(body, answers);
        return body;
    }

    private ObjectNode chunk(int index, ObjectNode delta, @Nullable String finishReason) {
        ObjectNode body = head("chat.completion.chunk");
        ObjectNode choice = body.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.put("finish_reason", finishReason);
        return body;
    }

    private static ObjectNode logprobs(List<JsonNode> tokens) {
        ObjectNode node = object();
        tokens.forEach(node.putArray("content")::add);
        return node.putNull("refusal");
    }

    private static ObjectNode choice(int index, Choice made) {
        ChatReply.Completed answer = made.completed();
        ChatMessage said = answer.message();
        ObjectNode choice = object().put("index", index);
        ObjectNode message = choice.putObject("message").put("role", "assistant").put("content",
                said.content().isEmpty() || made.refused() ? null : said.text());
        message.put("refusal", made.refused() ? said.text() : null);
        if (!made.reasoning().isEmpty()) {
            message.put("reasoning_content", made.reasoning());
        }
        if (!said.toolCalls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            said.toolCalls().forEach(call -> calls.add(toolCall(call)));
        }
        if (!answer.citations().isEmpty()) {
            message.set("citations", citations(answer.citations()));
        }
        if (!made.steps().isEmpty()) {
            made.steps().forEach(choice.putArray("steps")::add);
        }
        choice.put("finish_reason", answer.finishReason());
        choice.set("logprobs", made.logprobs().isEmpty() ? choice.nullNode() : logprobs(made.logprobs()));
        return choice;
    }

    static ObjectNode toolCall(ToolCall call) {
        ObjectNode node = object().put("id", call.id()).put("type", "function");
        node.putObject("function").put("name", call.function().name()).put("arguments", call.function().arguments());
        return node;
    }

    private static JsonNode citations(List<Citation> citations) {
        return EventCodec.json().valueToTree(citations);
    }

    /// Where the turn stands in its conversation, for the `parent` of the next one.
    private static void kept(ObjectNode body, ChatReply.Completed answer) {
        if (answer.kept() != null) {
            body.set("kept", EventCodec.json().valueToTree(answer.kept()));
        }
    }

    private static void warnings(ObjectNode body, List<ChatReply.Completed> answers) {
        List<String> warnings = answers.stream().flatMap(answer -> answer.warnings().stream()).distinct().toList();
        if (!warnings.isEmpty()) {
            warnings.forEach(body.putArray("warnings")::add);
        }
    }

    private static ObjectNode usage(List<ChatReply.Completed> answers) {
        int prompt = 0;
        int completion = 0;
        int cached = 0;
        int reasoning = 0;
        for (ChatReply.Completed answer : answers) {
            Usage usage = answer.usage();
            prompt += usage.promptTokens();
            completion += usage.completionTokens();
            cached += usage.cachedTokens();
            reasoning += usage.reasoningTokens();
        }
        ObjectNode node = object().put("prompt_tokens", prompt).put("completion_tokens", completion).put("total_tokens",
                prompt + completion);
        node.putObject("prompt_tokens_details").put("cached_tokens", cached);
        node.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        return node;
    }

    private ObjectNode head(String object) {
        return object().put("id", id).put("object", object).put("created", created).put("model", model);
    }

    private static ObjectNode object() {
        return EventCodec.json().createObjectNode();
    }
}
