package org.llmspace.chat.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/// A document while it is read: what comes belongs under the headings before it.
final class Outline {

    private final List<Block> blocks = new ArrayList<>();
    private final @Nullable String[] headings = new @Nullable String[9];

    /// @param level from 1
    void heading(int level, String title) {
        headings[level - 1] = title.strip();
        Arrays.fill(headings, level, headings.length, null);
    }

    void add(String text) {
        if (!text.isBlank()) {
            blocks.add(new Block(section(), text.strip()));
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /// The headings from the outermost to the innermost, without a document's title in front of others.
    private @Nullable String section() {
        List<String> path = Arrays.stream(headings).filter(Objects::nonNull).map(String::valueOf).toList();
        return path.isEmpty() ? null
                : path.stream().skip(path.size() > 1 && headings[0] != null ? 1 : 0)
                        .collect(Collectors.joining(" > "));
    }
}
