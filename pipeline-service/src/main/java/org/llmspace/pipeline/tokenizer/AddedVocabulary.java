package org.llmspace.pipeline.tokenizer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// The added tokens, and how they are found in a text before and after it is normalized.
final class AddedVocabulary {

    private final List<AddedToken> tokens;
    private final Map<String, AddedToken> byContent = new HashMap<>();
    private final Map<Integer, AddedToken> byId = new HashMap<>();
    private final Finder raw = new Finder();
    private final Finder normalized = new Finder();

    private AddedVocabulary(List<AddedToken> tokens, Normalizer normalizer) {
        this.tokens = List.copyOf(tokens);
        for (var token : tokens) {
            byContent.put(token.content(), token);
            byId.put(token.id(), token);
        }
        // special tokens come first where two are spelled alike after normalization
        tokens.stream().filter(AddedToken::special).forEach(token -> index(token, normalizer));
        tokens.stream().filter(token -> !token.special()).forEach(token -> index(token, normalizer));
    }

    private void index(AddedToken token, Normalizer normalizer) {
        if (!token.normalized()) {
            raw.add(token.content(), token);
            return;
        }
        var text = Text.of(token.content(), 0, token.content().length());
        normalizer.apply(text);
        normalized.add(text.toString(), token);
    }

    static AddedVocabulary read(Section root, Model model, Normalizer normalizer) {
        var tokens = new LinkedHashMap<String, AddedToken>();
        int highest = -1;
        for (var entry : root.has("added_tokens") ? root.list("added_tokens") : List.<Section> of()) {
            var content = entry.text("content");
            if (!content.isEmpty()) {
                int id = id(content, model, tokens.get(content), highest);
                tokens.put(content, read(entry, id));
                highest = Math.max(highest, id);
            }
        }
        return new AddedVocabulary(List.copyOf(tokens.values()), normalizer);
    }

    // like the Rust library, which takes the next free id for a new token, whatever the file says
    private static int id(String content, Model model, @Nullable AddedToken before, int highest) {
        if (before != null) {
            return before.id();
        }
        int known = model.id(content);
        return known == TokenTrie.NONE ? Math.max(model.size(), highest + 1) : known;
    }

    private static AddedToken read(Section entry, int id) {
        boolean special = entry.flag("special", false);
        return new AddedToken(id, entry.text("content"), entry.flag("single_word", false),
                entry.flag("lstrip", false), entry.flag("rstrip", false), entry.flag("normalized", !special), special);
    }

    List<AddedToken> tokens() {
        return tokens;
    }

    @Nullable
    AddedToken find(String content) {
        return byContent.get(content);
    }

    @Nullable
    AddedToken find(int id) {
        return byId.get(id);
    }

    /// The stretches between added tokens, normalized, and the added tokens themselves.
    List<Segment> segments(String original, Normalizer normalizer) {
        var segments = new ArrayList<Segment>();
        for (var segment : raw.split(Text.of(original, 0, original.length()))) {
            if (segment.addedToken() != null) {
                segments.add(segment);
            } else {
                normalizer.apply(segment.text());
                segments.addAll(normalized.split(segment.text()));
            }
        }
        return segments;
    }

    /// Finds the leftmost, then longest, of many strings.
    private static final class Finder {

        private final TokenTrie trie = new TokenTrie();
        private final List<AddedToken> tokens = new ArrayList<>();
        private final BitSet firstUnits = new BitSet();

        void add(String spelling, AddedToken token) {
            if (!spelling.isEmpty() && trie.find(spelling, 0, spelling.length()) == TokenTrie.NONE) {
                trie.put(spelling, tokens.size());
                tokens.add(token);
                firstUnits.set(spelling.charAt(0));
            }
        }

        List<Segment> split(Text text) {
            var segments = new ArrayList<Segment>(3);
            int done = 0;
            for (int i = 0; i < text.length() && !tokens.isEmpty();) {
                int end = firstUnits.get(text.charAt(i)) ? matchEnd(text, i) : i;
                if (end == i) {
                    i++;
                    continue;
                }
                var token = tokens.get(trie.find(text, i, end));
                if (!token.singleWord() || standsAlone(text, i, end)) {
                    int from = token.lstrip() ? Math.max(done, skipBlanksBefore(text, i)) : i;
                    int to = token.rstrip() ? skipBlanksAfter(text, end) : end;
                    if (from < to) {
                        addText(segments, text, done, from);
                        segments.add(new Segment(part(text, from, to), token));
                        done = to;
                    }
                }
                // as in the Rust library, blanks that were taken along may be looked at again
                i = end;
            }
            addText(segments, text, done, text.length());
            return segments;
        }

        private int matchEnd(Text text, int from) {
            int end = from;
            int node = TokenTrie.ROOT;
            for (int i = from; i < text.length(); i++) {
                node = trie.child(node, text.charAt(i));
                if (node == TokenTrie.NONE) {
                    break;
                }
                if (trie.id(node) != TokenTrie.NONE) {
                    end = i + 1;
                }
            }
            return end;
        }

        private static boolean standsAlone(Text text, int from, int to) {
            return (from == 0 || !Characters.isWord(text.codePointBefore(from)))
                    && (to == text.length() || !Characters.isWord(text.codePointAt(to)));
        }

        private static int skipBlanksBefore(Text text, int from) {
            while (from > 0 && Characters.isWhitespace(text.charAt(from - 1))) {
                from--;
            }
            return from;
        }

        private static int skipBlanksAfter(Text text, int to) {
            while (to < text.length() && Characters.isWhitespace(text.charAt(to))) {
                to++;
            }
            return to;
        }

        private static void addText(List<Segment> segments, Text text, int from, int to) {
            if (from < to) {
                segments.add(new Segment(part(text, from, to)));
            }
        }

        private static Text part(Text text, int from, int to) {
            if (from == 0 && to == text.length()) {
                return text;
            }
            var part = new Text(text.start(from), to - from);
            part.append(text, from, to);
            return part;
        }
    }
}
