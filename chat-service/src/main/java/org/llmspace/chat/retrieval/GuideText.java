package org.llmspace.chat.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.llmspace.chat.document.Block;
import org.llmspace.chat.document.DocumentText;

/// The guide to LLM engineering that ships with the service.
final class GuideText {

    /// How the ids of its passages begin.
    static final String ID = "guide-";

    private GuideText() {
    }

    static List<Passage> passages() {
        return read("index.txt").lines().filter(line -> !line.isBlank())
                .flatMap(name -> Passages.of(name, ID + name.substring(0, 2), blocks(name)).stream()).toList();
    }

    /// The guide, which can be searched also by other words for its questions.
    static PassageIndex index() {
        List<Passage> passages = passages();
        Map<String, List<String>> asked = alsoAsked();
        return new PassageIndex(passages,
                passages.stream().map(passage -> questions(String.valueOf(passage.section()), asked)).toList());
    }

    private static List<String> questions(String heading, Map<String, List<String>> asked) {
        return Stream.concat(Stream.of(heading), asked.getOrDefault(heading, List.of()).stream()).toList();
    }

    /// Other words for the guide's questions, by the question.
    static Map<String, List<String>> alsoAsked() {
        Map<String, List<String>> asked = new HashMap<>();
        List<String> of = new ArrayList<>();
        for (String line : read("also-asked.txt").lines().filter(line -> !line.isBlank()).toList()) {
            if (line.startsWith("# ")) {
                of = asked.computeIfAbsent(line.substring(2), _ -> new ArrayList<>());
            } else {
                of.add(line);
            }
        }
        return asked;
    }

    /// Each question of the guide can be understood without the headings above it.
    private static List<Block> blocks(String name) {
        return DocumentText.read(read(name)).stream().map(block -> block.section() == null ? block
                : new Block(block.section().replaceFirst(".* > ", ""),
                        block.text()))
                .toList();
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
