package org.llmspace.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// What the page makes of the events of one call, over any number of connections and replicas.
public final class PageStream {

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String call;
    private final List<String> blocks = new ArrayList<>();
    private String lastId = "";
    private String text = "";
    private String stage = "";
    private int events;

    public PageStream(String call) {
        this.call = call;
    }

    /// Reads so many events on a connection of its own and breaks it off; fewer if the call ends.
    public void read(String base, int most) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/calls/" + call + "/events"))
                .timeout(Duration.ofSeconds(60));
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new AssertionError("status " + response.statusCode());
        }
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
            int read = 0;
            for (String line = lines.readLine(); line != null && read < most; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    apply(JSON.readTree(line.substring(6)));
                    read++;
                }
            }
        }
    }

    private void apply(JsonNode event) {
        events++;
        int from = event.path("from").intValue();
        if (from > blocks.size()) {
            throw new AssertionError("there are %d blocks, and those from %d on come".formatted(blocks.size(), from));
        }
        blocks.subList(from, blocks.size()).clear();
        event.path("blocks").forEach(block -> blocks.add(block.asText()));
        text = event.path("text").asText("");
        stage = event.path("stage").asText();
    }

    public String call() {
        return call;
    }

    public String stage() {
        return stage;
    }

    public int events() {
        return events;
    }

    /// The whole answer, which the last event brings.
    public String text() {
        return text;
    }

    /// What is shown, without marks.
    public String shown() {
        return String.join("\n", blocks).replaceAll("<[^>]*>", "").replaceAll("\\s+", " ").strip();
    }
}
