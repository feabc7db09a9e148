package org.llmspace.web.space.component;

import java.util.ArrayList;
import java.util.List;

/// A text with marked parts, each kind in a colour of its own.
///
/// @param legend the kinds, in the order in which they appear
public record Highlight(String title, List<Part> parts, List<Part> legend) {

    private static final int COLOURS = 8;

    /// @param label empty for what is not marked
    /// @param colour from 0 on
    public record Part(String text, String label, int colour) {
    }

    /// @param texts the parts, which together are the text
    /// @param labels of the parts; empty for what is not marked
    public static Highlight of(String title, List<String> texts, List<String> labels) {
        List<String> kinds = labels.stream().filter(label -> !label.isEmpty()).distinct().toList();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String label = labels.get(i);
            parts.add(new Part(texts.get(i), label, Math.max(0, kinds.indexOf(label)) % COLOURS));
        }
        return new Highlight(title, parts,
                kinds.stream().map(kind -> new Part("", kind, kinds.indexOf(kind) % COLOURS)).toList());
    }
}
