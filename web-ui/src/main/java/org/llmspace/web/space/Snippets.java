package org.llmspace.web.space;

import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Parameter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/// How to call an endpoint from programs, ready to be copied.
public record Snippets(Endpoint endpoint, List<Snippet> snippets) {

    public record Snippet(String language, String code) {
    }

    static Snippets of(Endpoint endpoint, String base, ObjectMapper json) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (Parameter parameter : endpoint.parameters()) {
            if (!parameter.optional()) {
                inputs.put(parameter.name(), Objects.requireNonNullElse(parameter.example(), ""));
            }
        }
        String body = write(inputs, json);
        String name = endpoint.name();
        return new Snippets(endpoint, List.of(
                new Snippet("curl, one call", """
                        curl -s %s/api/%s \\
                          -H 'Content-Type: application/json' \\
                          -d %s""".formatted(base, name, quoted(body))),
                new Snippet("Python", """
                        from gradio_client import Client

                        client = Client("%s")
                        result = client.predict(
                        %s
                            api_name="/%s",
                        )
                        print(result)""".formatted(base, python(inputs, json), name)),
                new Snippet("JavaScript", """
                        import { Client } from "@gradio/client";

                        const client = await Client.connect("%s");
                        const result = await client.predict("/%s", %s);
                        console.log(result.data);""".formatted(base, name, body)),
                new Snippet("curl, Gradio's two calls", """
                        EVENT_ID=$(curl -s %1$s/gradio_api/call/v2/%2$s \\
                          -H 'Content-Type: application/json' \\
                          -d %3$s | awk -F'"' '{ print $4 }')
                        curl -N %1$s/gradio_api/call/%2$s/$EVENT_ID""".formatted(base, name, quoted(body)))));
    }

    private static String python(Map<String, Object> inputs, ObjectMapper json) {
        return inputs.entrySet().stream().map(input -> "    " + input.getKey() + "=" + write(input.getValue(), json) + ",")
                .collect(Collectors.joining("\n"));
    }

    /// For a shell.
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String write(@Nullable Object value, ObjectMapper json) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
