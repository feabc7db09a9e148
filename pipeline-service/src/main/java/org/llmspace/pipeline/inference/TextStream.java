package org.llmspace.pipeline.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import jakarta.ws.rs.core.StreamingOutput;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.GeneratedToken;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedText;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedTexts;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.pipeline.task.Deadline;
import org.llmspace.pipeline.task.Failures;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A text that is sent as server-sent events while it grows. Each event has what the Hub's server for text generation
/// sends, and OpenAI's fields besides if the call came in OpenAI's shape, for the Hub's client asks in the one and reads the
/// other.
final class TextStream implements StreamingOutput {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final HttpCalls.Call call;
    private final BooleanSupplier left;
    private final Stream<PipelineReply> replies;
    private final Iterator<PipelineReply> iterator;
    private final @Nullable Completion asked;
    private final @Nullable CompletionShape shape;
    private final ToolCallStream held;
    private final AtomicBoolean taken = new AtomicBoolean();
    private PipelineReply next;
    private String model = "";
    private int index;
    private int length;
    private boolean grown;

    /// Waits for the first piece, so that what fails before it has a status of its own.
    ///
    /// @param left whether the client has gone
    TextStream(HttpCalls.Call call, BooleanSupplier left, Stream<PipelineReply> replies, @Nullable Completion asked) {
        this.call = call;
        this.left = left;
        this.replies = replies;
        this.iterator = replies.iterator();
        this.asked = asked;
        this.shape = asked == null ? null : new CompletionShape(asked);
        this.held = new ToolCallStream(asked == null ? Set.of() : asked.functions());
        try {
            this.next = advance();
            while (!(next instanceof PipelineReply.Delta || next instanceof PipelineReply.Completed)) {
                next = advance();
            }
        } catch (RuntimeException e) {
            replies.close();
            throw e;
        }
    }

    private PipelineReply advance() {
        PipelineReply reply = call.stop().during(iterator::next);
        if (reply instanceof PipelineReply.Started started) {
            model = started.model();
        }
        return reply;
    }

    /// Ends a stream that nobody came to read.
    void abandon() {
        if (taken.compareAndSet(false, true)) {
            replies.close();
        }
    }

    @Override
    public void write(OutputStream out) throws IOException {
        if (!taken.compareAndSet(false, true)) {
            return;
        }
        Thread watcher = Thread.ofVirtual().name("watches a client").start(this::watch);
        try (replies; Deadline deadline = Deadline.at(call.end(), call.stop())) {
            send(out);
        } finally {
            watcher.interrupt();
        }
    }

    /// The output has the response's close handler to itself, and writes to a closed connection without a word.
    private void watch() {
        try {
            while (!left.getAsBoolean()) {
                Thread.sleep(BETWEEN_LOOKS);
            }
            call.stop().request();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the text has ended
        }
    }

    private void send(OutputStream out) throws IOException {
        try {
            echo(out);
            while (next instanceof PipelineReply.Delta delta) {
                grown = true;
                for (int i = 0; i < delta.tokens().size(); i++) {
                    grow(out, delta.tokens().get(i), delta.topTokens().isEmpty() ? List.of() : delta.topTokens().get(i));
                }
                if (delta.tokens().isEmpty()) {
                    send(out, event(0, held.append(delta.text()), "", token(delta.text(), false)));
                }
                next = advance();
            }
            end(out, (PipelineReply.Completed) next);
        } catch (CancellationException e) {
            if (call.isLate()) {
                send(out, Map.of("error", call.late().message()));
            }
        } catch (RuntimeException e) {
            send(out, Map.of("error", Failures.of(e).message()));
        }
    }

    private void echo(OutputStream out) throws IOException {
        if (asked != null && shape != null && next instanceof PipelineReply.Delta && !asked.echo().isEmpty()) {
            send(out, shape.chunk(model, 0, asked.echo(), ""));
            length = asked.echo().length();
        }
    }

    /// A token whose text is held back is sent all the same, without it.
    private void grow(OutputStream out, GeneratedToken token, List<GeneratedToken> top) throws IOException {
        ObjectNode event = event(0, held.append(token.text()), "", EventCodec.json().valueToTree(token));
        if (!top.isEmpty()) {
            event.set("top_tokens", EventCodec.json().valueToTree(top));
        }
        if (shape != null) {
            shape.list(event, List.of(token), List.of(top), length);
        }
        length += token.text().length();
        send(out, event);
    }

    private void end(OutputStream out, PipelineReply.Completed completed) throws IOException {
        List<GeneratedText> texts = ((GeneratedTexts) completed.output()).texts();
        model = completed.model();
        for (int number = 0; number < texts.size(); number++) {
            end(out, number, texts.get(number));
        }
        if (asked != null) {
            if (shape != null && asked.countsTokens()) {
                send(out, shape.counted(model, texts));
            }
            write(out, "[DONE]".getBytes(UTF_8));
        }
    }

    private void end(OutputStream out, int number, GeneratedText text) throws IOException {
        ToolCalls rest = grown ? held.end() : whole(out, number, text);
        if (shape != null && grown && !rest.content().isEmpty()) {
            send(out, shape.chunk(model, number, rest.content(), ""));
        }
        if (shape != null && !rest.calls().isEmpty()) {
            send(out, shape.calling(model, number, rest.calls()));
        }
        ObjectNode last = event(number, "", CompletionShape.reason(text, rest), mark(text)).put("generated_text",
                text.generatedText());
        ObjectNode details = last.putObject("details").put("finish_reason", text.finishReason())
                .put("generated_tokens", text.generatedTokens()).put("input_length", text.promptTokens());
        if (text.seed() != null) {
            details.put("seed", text.seed());
        }
        send(out, last);
    }

    /// One of several texts, or the result of a search, is known only when it is whole.
    private ToolCalls whole(OutputStream out, int number, GeneratedText text) throws IOException {
        ToolCalls parts = ToolCalls.of(text.generatedText(), asked == null ? Set.of() : asked.functions());
        ObjectNode event = event(number, parts.content(), "", token(text.generatedText(), false));
        if (shape != null) {
            shape.list(event, text);
        }
        send(out, event);
        return parts;
    }

    private ObjectNode event(int number, String text, String reason, ObjectNode token) {
        ObjectNode event = shape == null ? EventCodec.json().createObjectNode() : shape.chunk(model, number, text, reason);
        event.put("index", index++).set("token", token);
        return event.putNull("generated_text").putNull("details");
    }

    /// The end is no token of its own, so it has the number of the last one.
    private static ObjectNode mark(GeneratedText text) {
        ObjectNode mark = token("", true);
        if (!text.tokens().isEmpty()) {
            mark.put("id", text.tokens().getLast().id()).put("logprob", text.tokens().getLast().logprob());
        }
        return mark;
    }

    private static ObjectNode token(String text, boolean special) {
        return EventCodec.json().createObjectNode().put("text", text).put("special", special);
    }

    private static void send(OutputStream out, Object event) throws IOException {
        write(out, EventCodec.encode(event));
    }

    private static void write(OutputStream out, byte[] event) throws IOException {
        for (byte[] part : List.of("data: ".getBytes(UTF_8), event, "\n\n".getBytes(UTF_8))) {
            out.write(part);
        }
        out.flush();
    }
}
