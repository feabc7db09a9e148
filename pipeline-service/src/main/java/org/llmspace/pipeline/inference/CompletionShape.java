package org.llmspace.pipeline.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.GeneratedToken;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedText;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedTexts;
import org.llmspace.contracts.pipeline.PipelineReply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
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
        choice.set("logprobs", text.tokens().isEmpty() && text.prefill().isEmpty() ? choice.nullNode() : logprobs(text));
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

    /// A piece of a text that is streamed.
    ///
    /// @param number which one of the texts
    /// @param text may be empty, as may be `reason`
    ObjectNode chunk(String model, int number, String text, String reason) {
        ObjectNode chunk = asked.head(id, model);
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", number);
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
    ObjectNode calling(String model, int number, List<ObjectNode> calls) {
        ObjectNode chunk = chunk(model, number, "", "tool_calls");
        ObjectNode choice = (ObjectNode) chunk.path("choices").get(0);
        choice.putNull("finish_reason");
        ArrayNode list = ((ObjectNode) choice.get("delta")).putArray("tool_calls");
        calls.forEach(call -> list.addObject().put("index", list.size() - 1).setAll(call));
        return chunk;
    }

    /// Lists the tokens of a piece in it, if that was asked for.
    void list(ObjectNode chunk, List<GeneratedToken> tokens, List<List<GeneratedToken>> tops, int offset) {
        if (asked.listsTokens()) {
            ((ObjectNode) chunk.path("choices").get(0)).set("logprobs", logprobs(tokens, tops, offset));
        }
    }

    /// Lists the tokens of a whole text in it, if that was asked for.
    void list(ObjectNode chunk, GeneratedText text) {
        if (asked.listsTokens()) {
            ((ObjectNode) chunk.path("choices").get(0)).set("logprobs", logprobs(text));
        }
    }

    /// The last piece of a stream that counts its tokens.
    ///
    /// @param texts equally many for each prompt
    ObjectNode counted(String model, List<GeneratedText> texts) {
        ObjectNode chunk = asked.head(id, model);
        chunk.putArray("choices");
        int each = texts.size() / asked.tasks().size();
        int prompts = IntStream.range(0, asked.tasks().size()).map(i -> texts.get(i * each).promptTokens()).sum();
        return chunk.set("usage", usage(prompts, texts.stream().mapToInt(GeneratedText::generatedTokens).sum()));
    }

    static String reason(GeneratedText text, ToolCalls parts) {
        return !parts.calls().isEmpty() ? "tool_calls" : text.finishReason().equals("length") ? "length" : "stop";
    }

    private static ObjectNode usage(int prompt, int generated) {
        return EventCodec.json().createObjectNode().put("prompt_tokens", prompt).put("completion_tokens", generated)
                .put("total_tokens", prompt + generated);
    }

    /// Those of the inputs are listed, too, where the text begins with them.
    private ObjectNode logprobs(GeneratedText text) {
        List<GeneratedToken> tokens = new ArrayList<>(text.prefill());
        List<List<GeneratedToken>> tops = new ArrayList<>();
        for (int i = 0; i < text.prefill().size(); i++) {
            tops.add(rivals(text.prefillTopTokens(), i));
        }
        tokens.addAll(text.tokens());
        tops.addAll(text.topTokens());
        int added = text.tokens().stream().mapToInt(token -> token.text().length()).sum();
        int begin = text.prefill().isEmpty() ? Math.max(0, text.generatedText().length() - added) : 0;
        return asked.chat() ? chatLogprobs(tokens, tops) : textLogprobs(tokens, tops, begin, text.generatedText());
    }

    private ObjectNode logprobs(List<GeneratedToken> tokens, List<List<GeneratedToken>> tops, int offset) {
        return asked.chat() ? chatLogprobs(tokens, tops) : textLogprobs(tokens, tops, offset, "");
    }

    private static ObjectNode chatLogprobs(List<GeneratedToken> tokens, List<List<GeneratedToken>> tops) {
        ObjectNode logprobs = EventCodec.json().createObjectNode();
        ArrayNode content = logprobs.putArray("content");
        for (int i = 0; i < tokens.size(); i++) {
            ObjectNode token = token(tokens.get(i));
            ArrayNode top = token.putArray("top_logprobs");
            rivals(tops, i).forEach(rival -> top.add(token(rival)));
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

    /// @param whole where marks that the model puts before a prompt may be missing
    private static ObjectNode textLogprobs(List<GeneratedToken> tokens, List<List<GeneratedToken>> tops, int begin,
            String whole) {
        ObjectNode logprobs = EventCodec.json().createObjectNode();
        ArrayNode texts = logprobs.putArray("tokens");
        ArrayNode values = logprobs.putArray("token_logprobs");
        ArrayNode likeliest = logprobs.putArray("top_logprobs");
        ArrayNode offsets = logprobs.putArray("text_offset");
        int offset = begin;
        for (int i = 0; i < tokens.size(); i++) {
            GeneratedToken token = tokens.get(i);
            texts.add(token.text());
            values.add(token.logprob());
            likeliest.add(token.logprob() == null ? NullNode.getInstance() : likeliest(rivals(tops, i)));
            offsets.add(offset);
            offset += token.special() && !whole.startsWith(token.text(), offset) ? 0 : token.text().length();
        }
        return logprobs;
    }

    private static ObjectNode likeliest(List<GeneratedToken> rivals) {
        ObjectNode top = EventCodec.json().createObjectNode();
        rivals.forEach(rival -> top.put(rival.text(), rival.logprob()));
        return top;
    }

    private static List<GeneratedToken> rivals(List<List<GeneratedToken>> tops, int place) {
        return place < tops.size() ? tops.get(place) : List.of();
    }
}
