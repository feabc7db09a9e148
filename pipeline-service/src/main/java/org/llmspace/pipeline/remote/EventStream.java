package org.llmspace.pipeline.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.remote.RemoteException.Reason;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Server-sent events with JSON in them, as OpenAI streams its answers. Closing it breaks the connection, so that the
/// provider stops.
public final class EventStream implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedReader lines;

    EventStream(InputStream body) {
        this.lines = new BufferedReader(new InputStreamReader(body, UTF_8));
    }

    /// The next event, null at the end.
    ///
    /// @throws RemoteException if the provider breaks off or says that it failed
    /// @throws CancellationException if the reading thread is interrupted
    public @Nullable JsonNode next() {
        try {
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).strip());
                } else if (line.isEmpty() && !data.isEmpty()) {
                    return data.toString().equals("[DONE]") ? null : event(data.toString());
                }
            }
            throw new RemoteException(Reason.FAILED, "The provider broke off in the middle of its answer; try again");
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("stopped while a provider answered");
            }
            throw new RemoteException(Reason.FAILED, "The provider broke off in the middle of its answer; try again", e);
        }
    }

    private static JsonNode event(String data) throws IOException {
        JsonNode event = JSON.readTree(data);
        if (event.hasNonNull("error")) {
            JsonNode error = event.get("error");
            throw new RemoteException(Reason.FAILED,
                    "The provider failed in the middle of its answer: " + error.path("message").asText(error.asText()));
        }
        return event;
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
