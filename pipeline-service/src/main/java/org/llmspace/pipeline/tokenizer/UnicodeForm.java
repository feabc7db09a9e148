package org.llmspace.pipeline.tokenizer;

import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// The four normalization forms of Unicode, with alignment.
enum UnicodeForm {

    NFC(Form.NFC, Form.NFD),
    NFD(Form.NFD, Form.NFD),
    NFKC(Form.NFKC, Form.NFKD),
    NFKD(Form.NFKD, Form.NFKD);

    private static final int LONG = 64;

    private final Form form;
    private final Form decomposition;
    // decompositions of the characters of one page of 256, looked up when a text first has one of them; null: itself
    private final String[][] pages = new String[256][];

    UnicodeForm(Form form, Form decomposition) {
        this.form = form;
        this.decomposition = decomposition;
    }

    /// Brings the text into this form.
    ///
    /// A character begins a chunk unless it can join the one before it; each chunk is normalized by itself. Within a
    /// chunk every new character takes the place of as many old ones as its decomposition has first pieces of.
    void apply(Text text) {
        int at = firstChange(text);
        if (at == text.length()) {
            return;
        }
        var edits = new Edits(text.length());
        for (int i = 0; i < at; i++) {
            edits.add(text.charAt(i), 0);
        }
        while (at < text.length()) {
            int end = chunkEnd(text, at);
            if (end - at == 1 && text.charAt(at) < 0x80) {
                edits.add(text.charAt(at), 0);
            } else {
                new Chunk(text, at, end).addTo(edits);
            }
            at = end;
        }
        edits.apply(text);
    }

    // characters below U+00A0 are the same in every form
    private static int firstChange(Text text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) < 0xA0) {
            i++;
        }
        return i > 0 && i < text.length() ? i - 1 : i;
    }

    private int chunkEnd(Text text, int at) {
        int first = text.codePointAt(at);
        int end = at + Character.charCount(first);
        while (!LaterUnicode.NORMAL_FORM.get(first) && end < text.length() && joinsBefore(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }

    private boolean joinsBefore(int codePoint) {
        if (codePoint < 0x300 || LaterUnicode.NORMAL_FORM.get(codePoint)) {
            return false;
        }
        var pieces = decompose(codePoint);
        int first = pieces == null ? codePoint : pieces.codePointAt(0);
        // medial and final jamo join a syllable though they are letters
        return Characters.isMark(first) || first >= 0x1160 && first <= 0x11FF;
    }

    /// The full decomposition, or null for a character that has none.
    private @Nullable String decompose(int codePoint) {
        if (codePoint > 0xFFFF) {
            return decomposed(codePoint);
        }
        var page = pages[codePoint >> 8];
        if (page == null) {
            page = new String[256];
            for (int i = 0; i < 256; i++) {
                page[i] = decomposed(codePoint & 0xFF00 | i);
            }
            pages[codePoint >> 8] = page;
        }
        return page[codePoint & 0xFF];
    }

    private @Nullable String decomposed(int codePoint) {
        if (LaterUnicode.NORMAL_FORM.get(codePoint)) {
            return null;
        }
        var self = Character.toString(codePoint);
        var pieces = java.text.Normalizer.normalize(self, decomposition);
        return pieces.equals(self) ? null : pieces;
    }

    /// A chunk as the pieces of its characters; `first` marks the piece that begins a character.
    private final class Chunk {

        private final String source;
        private final int[] pieces;
        private final int[] firsts;
        // up to where the pieces of a kind are used up, in a long chunk
        private final Map<Integer, Integer> used = new HashMap<>(0);
        private int count;

        Chunk(Text text, int from, int to) {
            source = text.substring(from, to);
            pieces = new int[18 * (to - from)];
            firsts = new int[pieces.length];
            for (int i = from, c; i < to; i += Character.charCount(c)) {
                c = text.codePointAt(i);
                var decomposed = decompose(c);
                if (decomposed == null) {
                    add(c, true);
                } else {
                    for (int j = 0, d; j < decomposed.length(); j += Character.charCount(d)) {
                        d = decomposed.codePointAt(j);
                        add(d, j == 0);
                    }
                }
            }
        }

        private void add(int piece, boolean first) {
            pieces[count] = piece;
            firsts[count++] = first ? 1 : 0;
        }

        void addTo(Edits edits) {
            // alone in its chunk
            boolean tooNew = LaterUnicode.NORMAL_FORM.get(source.codePointAt(0));
            var ordered = count > LONG ? CanonicalOrder.of(Arrays.copyOf(pieces, count)) : source;
            var normal = tooNew ? source : java.text.Normalizer.normalize(ordered, form);
            for (int i = 0, c; i < normal.length(); i += Character.charCount(c)) {
                c = normal.codePointAt(i);
                edits.add(c, 1 - take(c));
            }
        }

        /// The number of old characters that begin with a piece of `codePoint`; the pieces are used up.
        private int take(int codePoint) {
            var decomposed = decompose(codePoint);
            if (decomposed == null) {
                return takePiece(codePoint);
            }
            int taken = 0;
            for (int j = 0, d; j < decomposed.length(); j += Character.charCount(d)) {
                d = decomposed.codePointAt(j);
                taken += takePiece(d);
            }
            return taken;
        }

        private int takePiece(int piece) {
            int begin = count > LONG ? used.getOrDefault(piece, 0) : 0;
            for (int i = begin; i < count; i++) {
                if (pieces[i] == piece) {
                    pieces[i] = -1;
                    if (count > LONG) {
                        used.put(piece, i + 1);
                    }
                    return firsts[i];
                }
            }
            return 0;
        }
    }
}
