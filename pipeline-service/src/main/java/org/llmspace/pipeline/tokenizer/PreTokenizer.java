package org.llmspace.pipeline.tokenizer;

import java.util.List;
import java.util.regex.Pattern;

/// Splits a normalized text into the words that the model sees one by one.
sealed interface PreTokenizer {

    /// Cuts the splits of a segment further.
    void apply(Segment segment);

    /// One after another.
    record Sequence(List<PreTokenizer> steps) implements PreTokenizer {

        public Sequence {
            steps = List.copyOf(steps);
        }

        @Override
        public void apply(Segment segment) {
            steps.forEach(step -> step.apply(segment));
        }
    }

    /// Splits at blanks, which go, and around punctuation, which stays.
    record Bert() implements PreTokenizer {

        @Override
        public void apply(Segment segment) {
            segment.split(Bert::split);
        }

        private static void split(Text text, int from, int to, Segment parts) {
            int begin = from;
            for (int i = from, width; i < to; i += width) {
                int c = text.codePointAt(i);
                width = Character.charCount(c);
                boolean blank = Characters.isWhitespace(c);
                if (blank || Characters.isPunctuation(c)) {
                    parts.add(begin, i);
                    begin = i + width;
                    if (!blank) {
                        parts.add(i, begin);
                    }
                }
            }
            parts.add(begin, to);
        }
    }

    /// Keeps runs of word characters and runs of other characters; blanks go.
    record Whitespace() implements PreTokenizer {

        @Override
        public void apply(Segment segment) {
            segment.split(Whitespace::split);
        }

        private static void split(Text text, int from, int to, Segment parts) {
            int begin = from;
            int before = 0;
            for (int i = from, c; i < to; i += Character.charCount(c)) {
                c = text.codePointAt(i);
                int kind = Characters.isWhitespace(c) ? 0 : Characters.isWord(c) ? 1 : 2;
                if (kind != before) {
                    if (before != 0) {
                        parts.add(begin, i);
                    }
                    begin = i;
                    before = kind;
                }
            }
            if (before != 0) {
                parts.add(begin, to);
            }
        }
    }

    /// Splits at single characters of a kind.
    record AtCharacters(Characters.Test delimiter, Cut.Behavior behavior) implements PreTokenizer {
        @Override
        public void apply(Segment segment) {
            var cut = new Cut();
            segment.split((text, from, to, parts) -> {
                cut.find(delimiter, text, from, to);
                cut.addTo(parts, behavior);
            });
        }
    }

    /// Splits at the matches of a pattern, or, inverted, at what is between them.
    record AtMatches(Pattern pattern, Cut.Behavior behavior, boolean invert) implements PreTokenizer {
        @Override
        public void apply(Segment segment) {
            var cut = new Cut();
            var matcher = pattern.matcher(segment.text());
            segment.split((text, from, to, parts) -> {
                cut.find(matcher, text, from, to);
                if (invert) {
                    cut.invert();
                }
                cut.addTo(parts, behavior);
            });
        }
    }

    /// Splits as GPT-2 does and writes every byte as a printable character.
    record ByteLevel(boolean addPrefixSpace, boolean useRegex) implements PreTokenizer {

        private static final PreTokenizer WORDS = new AtMatches(
                Oniguruma.compile("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),
                Cut.Behavior.ISOLATED, false);

        @Override
        public void apply(Segment segment) {
            if (addPrefixSpace) {
                segment.rewrite(ByteLevel::prefix);
            }
            if (useRegex) {
                WORDS.apply(segment);
            }
            segment.rewrite(ByteAlphabet::rewrite);
        }

        private static void prefix(Text text, int from, int to, Text fresh) {
            if (text.charAt(from) != ' ') {
                fresh.append(' ', text.start(from), text.end(from));
            }
            fresh.append(text, from, to);
        }
    }

    /// Writes spaces as a visible character, puts one in front, and splits before each.
    record Metaspace(int replacement, Prepend prepend, boolean split) implements PreTokenizer {

        /// Where a space is put in front: everywhere, at the start of the input, nowhere.
        enum Prepend {
            ALWAYS,
            FIRST,
            NEVER
        }

        @Override
        public void apply(Segment segment) {
            segment.rewrite(this::rewrite);
            if (split) {
                new AtCharacters(c -> c == replacement, Cut.Behavior.MERGED_WITH_NEXT).apply(segment);
            }
        }

        private void rewrite(Text text, int from, int to, Text fresh) {
            int first = text.codePointAt(from);
            boolean prepended = first != ' ' && first != replacement && switch (prepend) {
                case ALWAYS -> true;
                case FIRST -> text.start(from) == 0;
                case NEVER -> false;
            };
            if (prepended) {
                fresh.appendCodePoint(replacement, text.start(from), text.end(from));
            }
            for (int i = from; i < to; i++) {
                if (text.charAt(i) == ' ') {
                    fresh.appendCodePoint(replacement, text.start(i), text.end(i));
                } else {
                    fresh.append(text.charAt(i), text.start(i), text.end(i));
                }
            }
        }
    }

    /// Splits where the script changes; kana count as Han and spaces go with either side.
    record UnicodeScripts() implements PreTokenizer {

        private static final Character.UnicodeScript ANY = Character.UnicodeScript.UNKNOWN;

        @Override
        public void apply(Segment segment) {
            segment.split(UnicodeScripts::split);
        }

        // what comes before the first character with a script goes
        private static void split(Text text, int from, int to, Segment parts) {
            int begin = -1;
            var before = ANY;
            for (int i = from, c; i < to; i += Character.charCount(c)) {
                c = text.codePointAt(i);
                var script = script(c);
                if (script == ANY) {
                    continue;
                }
                if (script != before) {
                    if (begin >= 0) {
                        parts.add(begin, i);
                    }
                    begin = i;
                }
                before = script;
            }
            if (begin >= 0) {
                parts.add(begin, to);
            }
        }

        private static Character.UnicodeScript script(int c) {
            if (c == ' ' || LaterScripts.SCRIPT.get(c)) {
                return ANY;
            }
            // as the tables of the Rust library have them
            if (c == 0x953 || c == 0x954) {
                return Character.UnicodeScript.DEVANAGARI;
            }
            if (c == 0x589 || c == 0x61C) {
                return Character.UnicodeScript.COMMON;
            }
            var script = Character.UnicodeScript.of(c);
            boolean kana = script == Character.UnicodeScript.HIRAGANA || script == Character.UnicodeScript.KATAKANA;
            return kana || c == 0x30FC ? Character.UnicodeScript.HAN : script;
        }
    }
}
