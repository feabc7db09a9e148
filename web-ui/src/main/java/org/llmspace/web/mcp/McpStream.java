package org.llmspace.web.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.ws.rs.core.StreamingOutput;

import org.jboss.logging.Logger;
import org.llmspace.web.call.OpenCalls;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The stream of the transport of 2024: its first event says where messages are to be sent, the others answer them. Since a
/// message may arrive on any replica, they come through a file that all replicas share.
final class McpStream implements StreamingOutput {

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

    /// @param opening no message yet, but whose messages will come
    /// @param address where messages are to be sent
    McpStream(Request opening, Path inbox, String address, Surroundings around) {
        this.opening = opening;
        this.inbox = inbox;
        this.address = address;
        this.around = around;
    }

    @Override
    public void write(OutputStream output) throws IOException {
        OutputStream out = new OneAtATime(output);
        event(out, "endpoint", address);
        int heard = 0;
        Instant saidAt = Instant.now();
        try {
            while (true) {
                List<String> messages = wholeLines();
                for (String message : messages.subList(heard, messages.size())) {
                    Thread.ofVirtual().name("mcp-message").start(() -> answer(message, out));
                }
                heard = messages.size();
                if (Duration.between(saidAt, Instant.now()).compareTo(KEEP_ALIVE) >= 0) {
                    out.write(": still here\n\n".getBytes(UTF_8));
                    out.flush();
                    saidAt = Instant.now();
                }
                Thread.sleep(LOOK_AGAIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            Files.deleteIfExists(inbox);
        }
    }

    private void answer(String line, OutputStream out) {
        try {
            Request request = new Request(around.json().readTree(line), opening.session(), opening.tools());
            switch (around.server().hear(request).orElse(null)) {
                case null -> {
                }
                case McpServer.Reply.Said(var message) -> event(out, "message", around.json().writeValueAsString(message));
                case McpServer.Reply.Taken(var call) -> new ToolStream(call, around.calls(), request, around.space(),
                        around.json()).write(out);
            }
        } catch (IOException e) {
            LOG.debugf("the client has gone: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> wholeLines() throws IOException {
        String all = Files.readString(inbox);
        return all.substring(0, all.lastIndexOf('\n') + 1).lines().toList();
    }

    private static void event(OutputStream out, String name, String data) throws IOException {
        out.write("event: %s\ndata: %s\n\n".formatted(name, data).getBytes(UTF_8));
        out.flush();
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
