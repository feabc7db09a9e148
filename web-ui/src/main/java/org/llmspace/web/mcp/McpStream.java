package org.llmspace.web.mcp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.web.call.Events;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.upload.NewLines;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The stream of the transport of 2024: its first event says where messages are to be sent, the others answer them. Since a
/// message may arrive on any replica, they come through a file that all replicas share.
final class McpStream implements Events {

    private static final Logger LOG = Logger.getLogger(McpStream.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    /// What a stream needs besides its messages.
    ///
    /// @param space the address of the Space, with a slash at its end
    record Surroundings(McpServer server, OpenCalls calls, String space, ObjectMapper json) {
    }

    private final Request opening;
    private final Path inbox;
    private final String address;
    private final Surroundings around;
    private final NewLines messages;
    private @Nullable OutputStream out;
    private Instant saidAt = Instant.now();

    /// @param opening no message yet, but whose messages will come
    /// @param address where messages are to be sent
    McpStream(Request opening, Path inbox, String address, Surroundings around) {
        this.opening = opening;
        this.inbox = inbox;
        this.address = address;
        this.around = around;
        this.messages = new NewLines(inbox);
    }

    @Override
    public OpenCall.Watch watch(Runnable bell) {
        return () -> {
            try {
                Files.deleteIfExists(inbox);
            } catch (IOException e) {
                LOG.warnf("an inbox stays behind: %s", e.getMessage());
            }
        };
    }

    @Override
    public Optional<Duration> say(OutputStream output) throws IOException {
        OutputStream to = out == null ? new OneAtATime(output) : out;
        if (out == null) {
            event(to, "endpoint", address);
        }
        out = to;
        for (String message : messages.next()) {
            Thread.ofVirtual().name("mcp-message").start(() -> answer(message, to));
        }
        Instant now = Instant.now();
        if (Duration.between(saidAt, now).compareTo(KEEP_ALIVE) >= 0) {
            Events.send(to, ": still here\n\n");
            saidAt = now;
        }
        return Optional.of(LOOK_AGAIN);
    }

    private void answer(String line, OutputStream out) {
        try {
            Request request = new Request(around.json().readTree(line), opening.session(), opening.tools());
            switch (around.server().hear(request).orElse(null)) {
                case null -> {
                }
                case McpServer.Reply.Said(var message) -> event(out, "message", around.json().writeValueAsString(message));
                case McpServer.Reply.Taken(var call) -> new ToolStream(call, around.calls(), request, around.space(),
                        around.json()).sayAll(out);
            }
        } catch (IOException e) {
            LOG.debugf("the client has gone: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void event(OutputStream out, String name, String data) throws IOException {
        Events.send(out, "event: %s\ndata: %s\n\n".formatted(name, data));
    }

    /// Answers are made side by side, and each is written as a whole.
    private static final class OneAtATime extends OutputStream {

        private final OutputStream out;

        OneAtATime(OutputStream out) {
            this.out = out;
        }

        @Override
        public synchronized void write(int one) throws IOException {
            out.write(one);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public synchronized void flush() throws IOException {
            out.flush();
        }
    }
}
