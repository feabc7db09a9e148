package org.llmspace.pipeline.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Lays out the tokens of one or two texts among special tokens, and trims blanks from offsets.
///
/// @param trims the `trim_offsets` steps of byte-level tokenizers, with their `add_prefix_space`
record PostProcessor(List<Trim> trims, List<Piece> single, List<Piece> pair) {

    static final PostProcessor NONE = new PostProcessor(List.of(), List.of(new Piece.Sequence(0, 0)),
            List.of(new Piece.Sequence(0, 0), new Piece.Sequence(1, 1)));

    /// One place of a layout.
    sealed interface Piece {

        /// The tokens of the first (0) or second (1) text.
        record Sequence(int index, int typeId) implements Piece {
        }

        /// A special token.
        record Special(int id, String token, int typeId) implements Piece {
        }
    }

    /// How a byte-level tokenizer takes blanks out of offsets.
    record Trim(boolean addPrefixSpace) {

        private void apply(TokenRun run, int index, String text) {
            var token = run.token(index);
            int leading = leadingBlanks(token);
            int trailing = trailingBlanks(token);
            int start = run.start(index);
            int end = run.end(index);
            // a single blank at the very start is the one that was added
            boolean addedBlank = (index == 0 || start == 0) && addPrefixSpace && leading == 1;
            if (leading > 0 && !addedBlank) {
                start = Math.min(forward(text, start, leading), end);
            }
            if (trailing > 0) {
                end = Math.max(backward(text, end, trailing), start);
            }
            run.setOffsets(index, start, end);
        }

        private static int forward(String text, int from, int codePoints) {
            int at = from;
            for (int i = 0; i < codePoints && at < text.length(); i++) {
                at += Character.charCount(text.codePointAt(at));
            }
            return at;
        }

        // where the text has not so many, nothing is taken off
        private static int backward(String text, int from, int codePoints) {
            int at = from;
            for (int i = 0; i < codePoints; i++) {
                if (at == 0) {
                    return from;
                }
                at -= Character.charCount(text.codePointBefore(at));
            }
            return at;
        }

        private static int leadingBlanks(String token) {
            int blanks = 0;
            while (blanks < token.length() && isBlank(token.charAt(blanks))) {
                blanks++;
            }
            return blanks;
        }

        private static int trailingBlanks(String token) {
            int blanks = 0;
            while (blanks < token.length() && isBlank(token.charAt(token.length() - 1 - blanks))) {
                blanks++;
            }
            return blanks;
        }

        // Ġ stands for the space in byte-level vocabularies
        private static boolean isBlank(char c) {
            return c == '\u0120' || Characters.isWhitespace(c);
        }
    }

    PostProcessor {
        trims = List.copyOf(trims);
        single = List.copyOf(single);
        pair = List.copyOf(pair);
    }

    List<Piece> layout(boolean isPair) {
        return isPair ? pair : single;
    }

    /// The special tokens that the layout adds.
    int added(boolean isPair) {
        return (int) layout(isPair).stream().filter(Piece.Special.class::isInstance).count();
    }

    /// The same with another token in place of every special token that `replaced` accepts.
    PostProcessor replacing(Predicate<Piece.Special> replaced, int id, String token) {
        return new PostProcessor(trims, replace(single, replaced, id, token), replace(pair, replaced, id, token));
    }

    private static List<Piece> replace(List<Piece> layout, Predicate<Piece.Special> replaced, int id, String token) {
        var pieces = new ArrayList<Piece>();
        for (var piece : layout) {
            pieces.add(piece instanceof Piece.Special old && replaced.test(old)
                    ? new Piece.Special(id, token, old.typeId())
                    : piece);
        }
        return pieces;
    }

    /// Takes the blanks of every token out of its offsets.
    void trim(TokenRun run, String text) {
        for (var trim : trims) {
            for (int i = 0; i < run.size(); i++) {
                trim.apply(run, i, text);
            }
        }
    }
}
