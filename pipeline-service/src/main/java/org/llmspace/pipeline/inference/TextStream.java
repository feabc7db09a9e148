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
            while (next instanceof PipelineReply.Delta delta) {
                for (GeneratedToken token : delta.tokens()) {
                    grow(out, token.text(), EventCodec.json().valueToTree(token));
                }
                if (delta.tokens().isEmpty()) {
                    grow(out, delta.text(), token(delta.text(), false));
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

    /// A token whose text is held back is sent all the same, without it.
    private void grow(OutputStream out, String text, ObjectNode token) throws IOException {
        send(out, event(held.append(text), "", token));
    }

    private void end(OutputStream out, PipelineReply.Completed completed) throws IOException {
        GeneratedText text = ((GeneratedTexts) completed.output()).texts().getFirst();
        model = completed.model();
        ToolCalls rest = held.end();
        if (shape != null && !rest.content().isEmpty()) {
            send(out, shape.chunk(model, rest.content(), ""));
        }
        if (shape != null && !rest.calls().isEmpty()) {
            send(out, shape.calling(model, rest.calls()));
        }
        ObjectNode last = event("", CompletionShape.reason(text, rest), token("", true)).put("generated_text",
                text.generatedText());
        ObjectNode details = last.putObject("details").put("finish_reason", text.finishReason())
                .put("generated_tokens", text.generatedTokens()).put("input_length", text.promptTokens());
        if (text.seed() != null) {
            details.put("seed", text.seed());
        }
        send(out, last);
        if (asked != null) {
            if (shape != null && asked.countsTokens()) {
                send(out, shape.counted(model, text));
            }
            write(out, "[DONE]".getBytes(UTF_8));
        }
    }

    private ObjectNode event(String text, String reason, ObjectNode token) {
        ObjectNode event = shape == null ? EventCodec.json().createObjectNode() : shape.chunk(model, text, reason);
        event.put("index", index++).set("token", token);
        return event.putNull("generated_text").putNull("details");
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
