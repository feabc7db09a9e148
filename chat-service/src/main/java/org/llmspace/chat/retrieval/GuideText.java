package org.llmspace.chat.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

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
