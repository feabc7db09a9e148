package org.llmspace.web.gradio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.ws.rs.core.StreamingOutput;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The messages of an upload, as it writes them down.
final class UploadProgress implements StreamingOutput {

    private static final Duration BEGINS_WITHIN = Duration.ofSeconds(3);
    private static final Duration GIVEN_UP_AFTER = Duration.ofMinutes(2);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Path messages;
    private final ObjectMapper json;

    UploadProgress(Path messages, ObjectMapper json) {
        this.json = json;
        this.messages = messages;
    }

    /// Waits a moment for the first message.
    boolean begun() throws InterruptedException {
        Instant until = Instant.now().plus(BEGINS_WITHIN);
        while (!Files.exists(messages) && Instant.now().isBefore(until)) {
            Thread.sleep(LOOK_AGAIN);
        }
        return Files.exists(messages);
    }

    @Override
    public void write(OutputStream output) throws IOException {
        EventBytes out = new EventBytes(output, json);
        int said = 0;
        Instant heardAt = Instant.now();
        Instant saidAt = heardAt;
        while (Duration.between(heardAt, Instant.now()).compareTo(GIVEN_UP_AFTER) < 0) {
            List<String> now = wholeLines();
            for (String message : now.subList(said, now.size())) {
                out.text(message);
                heardAt = Instant.now();
                saidAt = heardAt;
            }
            if (Duration.between(saidAt, Instant.now()).compareTo(HEARTBEAT) >= 0) {
                out.text("{\"msg\":\"heartbeat\"}");
                saidAt = Instant.now();
            }
            said = now.size();
            if (!now.isEmpty() && now.getLast().contains("\"done\"")) {
                return;
            }
            pause();
        }
    }

    private List<String> wholeLines() throws IOException {
        String all = Files.readString(messages);
        return all.substring(0, all.lastIndexOf('\n') + 1).lines().toList();
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
