package org.llmspace.pipeline.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.UUID;

import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.GeneratedToken;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedText;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedTexts;
import org.llmspace.contracts.pipeline.PipelineReply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Generated texts in OpenAI's shape.
final class CompletionShape {

    private final Completion asked;
    private final String id = UUID.randomUUID().toString();

    CompletionShape(Completion asked) {
        this.asked = asked;
    }

    /// The whole answer.
    ObjectNode of(List<PipelineReply.Completed> answers) {
        ObjectNode whole = asked.head(id, answers.getFirst().model());
        ArrayNode choices = whole.putArray("choices");
        int prompt = 0;
        int generated = 0;
        for (PipelineReply.Completed answer : answers) {
            List<GeneratedText> texts = ((GeneratedTexts) answer.output()).texts();
            for (GeneratedText text : texts) {
                choices.add(choice(choices.size(), text));
                generated += text.generatedTokens();
            }
            prompt += texts.isEmpty() ? 0 : texts.getFirst().promptTokens();
        }
        return whole.set("usage", usage(prompt, generated));
    }

    private ObjectNode choice(int index, GeneratedText text) {
        ObjectNode choice = EventCodec.json().createObjectNode().put("index", index);
        ToolCalls parts = ToolCalls.of(text.generatedText(), asked.functions());
        if (asked.chat()) {
            choice.set("message", message(parts));
        } else {
            choice.put("text", text.generatedText());
        }
        choice.set("logprobs", text.tokens().isEmpty() ? choice.nullNode() : logprobs(text));
        return choice.put("finish_reason", reason(text, parts));
    }

    private static ObjectNode message(ToolCalls parts) {
        ObjectNode message = EventCodec.json().createObjectNode().put("role", "assistant");
        if (parts.calls().isEmpty()) {
            return message.put("content", parts.content());
        }
        message.put("content", parts.content().isEmpty() ? null : parts.content());
        message.putArray("tool_calls").addAll(parts.calls());
        return message;
    }

    /// A piece of a text that is streamed; `text` and `reason` may be empty.
    ObjectNode chunk(String model, String text, String reason) {
        ObjectNode chunk = asked.head(id, model);
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        if (asked.chat()) {
            ObjectNode delta = choice.putObject("delta").put("role", "assistant");
            if (reason.isEmpty() || !text.isEmpty()) {
                delta.put("content", text);
            }
        } else {
            choice.put("text", text);
        }
        choice.putNull("logprobs");
        choice.set("finish_reason", reason.isEmpty() ? choice.nullNode() : choice.textNode(reason));
        return chunk;
    }

    /// The piece of a stream in which the model asks for functions.
    ObjectNode calling(String model, List<ObjectNode> calls) {
        ObjectNode chunk = chunk(model, "", "tool_calls");
        ObjectNode choice = (ObjectNode) chunk.path("choices").get(0);
        choice.putNull("finish_reason");
        ArrayNode list = ((ObjectNode) choice.get("delta")).putArray("tool_calls");
        calls.forEach(call -> list.addObject().put("index", list.size() - 1).setAll(call));
        return chunk;
    }

    /// The last piece of a stream that counts its tokens.
    ObjectNode counted(String model, GeneratedText text) {
        ObjectNode chunk = asked.head(id, model);
        chunk.putArray("choices");
        return chunk.set("usage", usage(text.promptTokens(), text.generatedTokens()));
    }

    static String reason(GeneratedText text, ToolCalls parts) {
        return !parts.calls().isEmpty() ? "tool_calls" : text.finishReason().equals("length") ? "length" : "stop";
    }

    private static ObjectNode usage(int prompt, int generated) {
        return EventCodec.json().createObjectNode().put("prompt_tokens", prompt).put("completion_tokens", generated)
                .put("total_tokens", prompt + generated);
    }

    private ObjectNode logprobs(GeneratedText text) {
        return asked.chat() ? chatLogprobs(text) : textLogprobs(text);
    }

    private static ObjectNode chatLogprobs(GeneratedText text) {
        ObjectNode logprobs = EventCodec.json().createObjectNode();
        ArrayNode content = logprobs.putArray("content");
        for (int i = 0; i < text.tokens().size(); i++) {
            ObjectNode token = token(text.tokens().get(i));
            ArrayNode top = token.putArray("top_logprobs");
            rivals(text, i).forEach(rival -> top.add(token(rival)));
            content.add(token);
        }
        return logprobs;
    }

    private static ObjectNode token(GeneratedToken token) {
        ObjectNode json = EventCodec.json().createObjectNode().put("token", token.text()).put("logprob", token.logprob());
        ArrayNode bytes = json.putArray("bytes");
        for (byte one : token.text().getBytes(UTF_8)) {
            bytes.add(one & 0xff);
        }
        return json;
    }

    private static ObjectNode textLogprobs(GeneratedText text) {
        ObjectNode logprobs = EventCodec.json().createObjectNode();
        ArrayNode tokens = logprobs.putArray("tokens");
        ArrayNode values = logprobs.putArray("token_logprobs");
        ArrayNode tops = logprobs.putArray("top_logprobs");
        ArrayNode offsets = logprobs.putArray("text_offset");
        int offset = text.generatedText().length() - text.tokens().stream().mapToInt(token -> token.text().length()).sum();
        for (int i = 0; i < text.tokens().size(); i++) {
            GeneratedToken token = text.tokens().get(i);
            tokens.add(token.text());
            values.add(token.logprob());
            ObjectNode top = tops.addObject();
            rivals(text, i).forEach(rival -> top.put(rival.text(), rival.logprob()));
            offsets.add(Math.max(0, offset));
            offset += token.text().length();
        }
        return logprobs;
    }

    private static List<GeneratedToken> rivals(GeneratedText text, int place) {
        return place < text.topTokens().size() ? text.topTokens().get(place) : List.of();
    }
}
