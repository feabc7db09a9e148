package org.llmspace.pipeline.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.llmspace.pipeline.tokenizer.Tokenizer;

/// Text of tokens as they come. It holds back what is not whole yet: a character that spans several tokens, and what
/// may turn out to be the beginning of a stop text.
final class Detokenizer {

    /// A character has four bytes at most, so four tokens that make no character never will.
    private static final int TOKENS_OF_A_CHARACTER = 4;

    private final Tokenizer tokenizer;
    private final List<String> stops;
    private final StringBuilder text = new StringBuilder();
    private int[] ids;
    private int read;
    private String prefix;
    private int given;
    private boolean stopped;

    /// @param before tokens that the text goes on after
    Detokenizer(Tokenizer tokenizer, List<String> stops, int[] before) {
        this.tokenizer = tokenizer;
        this.stops = List.copyOf(stops);
        this.ids = Arrays.copyOfRange(before, Math.max(0, before.length - TOKENS_OF_A_CHARACTER), before.length);
        this.read = ids.length;
        this.prefix = tokenizer.decode(ids, true, false);
    }

    /// Takes one token and returns the text that is sure now, often of earlier tokens.
    String append(int id) {
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = id;
        String now = tokenizer.decode(ids, true, false);
        boolean open = now.endsWith("\uFFFD") && ids.length - read < TOKENS_OF_A_CHARACTER;
        if (!open && now.length() > prefix.length()) {
            grow(now.substring(prefix.length()));
            ids = Arrays.copyOfRange(ids, read, ids.length); // the last ones give context to the next
            prefix = tokenizer.decode(ids, true, false);
            read = ids.length;
        }
        return give(stopped ? text.length() : text.length() - maybeStop());
    }

    /// The rest.
    String end() {
        String now = tokenizer.decode(ids, true, false);
        if (!stopped && now.length() > prefix.length()) {
            grow(now.substring(prefix.length()));
            prefix = now;
        }
        return give(text.length());
    }

    /// Whether a stop text has come; it is no part of the text.
    boolean stopped() {
        return stopped;
    }

    String text() {
        return text.toString();
    }

    private void grow(String more) {
        int before = text.length();
        text.append(more);
        List<Integer> found = new ArrayList<>();
        for (String stop : stops) {
            int at = text.indexOf(stop, Math.max(0, before - stop.length() + 1));
            if (at >= 0) {
                found.add(at);
            }
        }
        if (!found.isEmpty()) {
            stopped = true;
            text.setLength(found.stream().min(Integer::compare).orElseThrow());
        }
    }

    /// How many characters at the end could begin a stop text.
    private int maybeStop() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length()); length > longest; length--) {
                if (stop.startsWith(text.substring(text.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private String give(int to) {
        String more = to > given ? text.substring(given, to) : "";
        given = Math.max(given, to);
        return more;
    }
}
