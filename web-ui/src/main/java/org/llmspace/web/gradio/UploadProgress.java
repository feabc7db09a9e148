package org.llmspace.web.gradio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.llmspace.web.call.Events;
import org.llmspace.web.upload.NewLines;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The messages of an upload, as it writes them down.
final class UploadProgress implements Events {

    /// The last message.
    static final String DONE = "{\"msg\":\"done\"}";

    private static final Duration BEGINS_WITHIN = Duration.ofSeconds(3);
    private static final Duration GIVEN_UP_AFTER = Duration.ofMinutes(2);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Path messages;
    private final NewLines lines;
    private final ObjectMapper json;
    private Instant heardAt = Instant.now();
    private Instant saidAt = heardAt;

    UploadProgress(Path messages, ObjectMapper json) {
        this.json = json;
        this.messages = messages;
        this.lines = new NewLines(messages);
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
    public Optional<Duration> say(OutputStream output) throws IOException {
        EventBytes out = new EventBytes(output, json);
        Instant now = Instant.now();
        for (String message : lines.next()) {
            out.text(message);
            if (message.equals(DONE)) {
                return Optional.empty();
            }
            heardAt = now;
            saidAt = now;
        }
        if (Duration.between(saidAt, now).compareTo(HEARTBEAT) >= 0) {
            out.text("{\"msg\":\"heartbeat\"}");
            saidAt = now;
        }
        return Duration.between(heardAt, now).compareTo(GIVEN_UP_AFTER) < 0 ? Optional.of(LOOK_AGAIN) : Optional.empty();
    }
}
