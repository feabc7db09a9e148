package org.llmspace.web.endpoint;

import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.backend.KafkaExample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/// How to call an endpoint from programs, ready to be copied.
public record Snippets(Endpoint endpoint, List<Snippet> snippets) {

    /// The smallest PNG: one white pixel.
    private static final String PIXEL = "data:image/png;base64,"
            + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAGwQ8/gAAAABJRU5ErkJggg==";
    /// A recording of a moment of silence: WAV, 8 kHz, one sample.
    private static final String SILENCE = "data:audio/wav;base64,"
            + "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==";

    public record Snippet(String language, String code) {
    }

    /// @param base the address of the Space, without a slash at its end
    public static Snippets of(Endpoint endpoint, String base, ObjectMapper json) {
        Map<String, Object> inputs = inputs(endpoint);
        String body = write(inputs, json);
        String name = endpoint.name();
        Map<String, String> ofGradio = ofGradio(endpoint, base, json);
        return new Snippets(endpoint, List.of(
                new Snippet("curl, one call", """
                        curl -s %s/api/%s \\
                          -H 'Content-Type: application/json' \\
                          -d %s""".formatted(base, name, quoted(body))),
                new Snippet("Python", String.valueOf(ofGradio.get("python"))),
                new Snippet("JavaScript", String.valueOf(ofGradio.get("javascript"))),
                new Snippet("Kafka", kafka(endpoint, inputs)),
                new Snippet("MCP", """
                        # For an assistant: claude mcp add --transport http llm-space %1$s/gradio_api/mcp/
                        curl -s %1$s/gradio_api/mcp/ \\
                          -H 'Content-Type: application/json' -H 'Accept: application/json' \\
                          -d %2$s""".formatted(base, quoted(write(toolCall(name, inputs), json)))),
                new Snippet("curl, as it is written", """
                        curl -sN %s/api/%s \\
                          -H 'Content-Type: application/json' -H 'Accept: text/event-stream' \\
                          -d %s""".formatted(base, name, quoted(body))),
                new Snippet("curl, Gradio's two calls", String.valueOf(ofGradio.get("bash")))));
    }

    /// With Gradio's clients, and with curl as Gradio's page writes it; by the names that `/info` has for languages.
    public static Map<String, String> ofGradio(Endpoint endpoint, String base, ObjectMapper json) {
        Map<String, Object> inputs = inputs(endpoint);
        String body = write(inputs, json);
        String name = endpoint.name();
        Map<String, String> snippets = new LinkedHashMap<>();
        snippets.put("python", """
                from gradio_client import Client

                client = Client("%s")
                result = client.predict(
                %s
                    api_name="/%s",
                )
                print(result)""".formatted(base, python(inputs, json), name));
        snippets.put("javascript", """
                import { Client } from "@gradio/client";

                const client = await Client.connect("%s");
                const result = await client.predict("/%s", %s);
                console.log(result.data);""".formatted(base, name, body));
        snippets.put("bash", """
                EVENT_ID=$(curl -s %1$s/gradio_api/call/v2/%2$s \\
                  -H 'Content-Type: application/json' \\
                  -d %3$s | awk -F'"' '{ print $4 }')
                curl -N %1$s/gradio_api/call/%2$s/$EVENT_ID""".formatted(base, name, quoted(body)));
        return snippets;
    }

    private static Map<String, Object> inputs(Endpoint endpoint) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (Parameter parameter : endpoint.parameters()) {
            if (!parameter.optional()) {
                inputs.put(parameter.name(), Objects.requireNonNullElse(parameter.example(), ""));
            }
        }
        return inputs;
    }

    /// With kcat; any Kafka client will do.
    private static String kafka(Endpoint endpoint, Map<String, Object> inputs) {
        Map<String, String> values = new LinkedHashMap<>();
        inputs.forEach((name, value) -> values.put(name, String.valueOf(value)));
        endpoint.parameters().stream().filter(parameter -> !parameter.optional() && parameter.widget().isFile())
                .forEach(file -> values.put(file.name(), file.widget() instanceof Widget.Audio ? SILENCE : PIXEL));
        KafkaExample example = KafkaExample.of(endpoint.request(Inputs.ofForm(values), List.of()));
        return """
                BROKER=${KAFKA_BOOTSTRAP_SERVERS:-localhost:19092} CALL=$(uuidgen)
                echo %s |
                  kcat -P -b $BROKER -t %s -H ce_specversion=1.0 -H ce_id=$CALL -H ce_source=/shell \\
                    -H ce_type=%s -H content-type=application/json
                kcat -C -b $BROKER -t %s -o -100 -f '%%h %%s\\n' | grep ce_correlationid=$CALL"""
                .formatted(quoted(example.json()), example.topic(), example.type(), example.repliesTopic());
    }

    private static Map<String, Object> toolCall(String name, Map<String, Object> inputs) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("name", name);
        params.put("arguments", inputs);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", "2.0");
        message.put("id", 1);
        message.put("method", "tools/call");
        message.put("params", params);
        return message;
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
