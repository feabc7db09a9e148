package org.llmspace.web.space;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.llmspace.web.endpoint.Endpoint.Exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;

/// The earlier turns of a conversation as the form carries them: a JSON array of questions, answers and call ids.
@ApplicationScoped
public class History {

    private static final int MAX_CHARS = 20_000;

    private final ObjectMapper json;

    History(ObjectMapper json) {
        this.json = json;
    }

    /// @param call whose citations the answer shows, as long as they are known
    record Entry(String question, String answer, String call) {
    }

    /// Reads what a form sent; nothing readable means nothing was said.
    List<Entry> read(String text) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (JsonNode entry : json.readTree(text.isBlank() ? "[]" : text)) {
                entries.add(new Entry(entry.path("question").asText(), entry.path("answer").asText(),
                        entry.path("call").asText()));
            }
        } catch (JsonProcessingException e) {
            return List.of();
        }
        return entries;
    }

    String write(List<Entry> entries) {
        ArrayNode array = json.createArrayNode();
        entries.forEach(entry -> array.addObject().put("question", entry.question()).put("answer", entry.answer())
                .put("call", entry.call()));
        return array.toString();
    }

    /// The latest turns that fit where a page that is loaded again finds them.
    String writeLatest(List<Entry> entries) {
        List<Entry> latest = entries;
        String text = write(latest);
        while (text.length() > MAX_CHARS) {
            latest = latest.subList(1, latest.size());
            text = write(latest);
        }
        return text;
    }

    static List<Exchange> exchanges(List<Entry> entries) {
        return entries.stream().map(entry -> new Exchange(entry.question(), entry.answer())).toList();
    }
}
