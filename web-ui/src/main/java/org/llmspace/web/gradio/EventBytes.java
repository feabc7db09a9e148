package org.llmspace.web.gradio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

/// Writes server-sent events in the very bytes that Gradio's clients can read: no comments, no ids, no carriage returns.
final class EventBytes {

    private final OutputStream out;
    private final ObjectMapper json;

    EventBytes(OutputStream out, ObjectMapper json) {
        this.out = out;
        this.json = json;
    }

    void message(Object message) throws IOException {
        write("data: " + json.writeValueAsString(message) + "\n\n");
    }

    /// An event of the simple REST routes.
    void event(String name, @Nullable Object data) throws IOException {
        write("event: " + name + "\ndata: " + json.writeValueAsString(data) + "\n\n");
    }

    void text(String data) throws IOException {
        write("data: " + data + "\n\n");
    }

    private void write(String event) throws IOException {
        out.write(event.getBytes(UTF_8));
        out.flush();
    }
}
