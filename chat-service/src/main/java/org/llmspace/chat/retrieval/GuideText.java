package org.llmspace.chat.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// The guide to LLM engineering that ships with the service.
final class GuideText {

    private GuideText() {
    }

    static List<Passage> passages() {
        return read("index.txt").lines().filter(line -> !line.isBlank())
                .flatMap(name -> Passages.of(name, read(name)).stream()).toList();
    }

    private static String read(String name) {
        try (InputStream in = GuideText.class.getResourceAsStream("/guide/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the guide lacks " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
