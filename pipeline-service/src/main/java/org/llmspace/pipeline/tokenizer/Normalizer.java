package org.llmspace.pipeline.tokenizer;

import java.util.List;
import java.util.regex.Pattern;

/// Rewrites a text before it is split: case, accents, spaces, compatibility forms.
sealed interface Normalizer {

    /// Changes the text in place and keeps its alignment with the original.
    void apply(Text text);

    /// One after another.
    record Sequence(List<Normalizer> steps) implements Normalizer {

        public Sequence {
            steps = List.copyOf(steps);
        }

        @Override
        public void apply(Text text) {
            steps.forEach(step -> step.apply(text));
        }
    }

    /// BERT's cleaning: control characters out, blanks to spaces, CJK ideographs apart, accents and case away.
    record Bert(boolean cleanText, boolean handleChinese, boolean stripAccents, boolean lowercase)
            implements
                Normalizer {

        @Override
        public void apply(Text text) {
            if (cleanText) {
                Characters.keep(text, c -> c != 0 && c != 0xFFFD && !Characters.isBertControl(c));
                Characters.map(text, c -> Characters.isWhitespace(c) ? ' ' : c);
            }
            if (handleChinese) {
                spaceOutIdeographs(text);
            }
            if (stripAccents) {
                UnicodeForm.NFD.apply(text);
                Characters.keep(text, c -> !Characters.isNonspacingMark(c));
            }
            if (lowercase) {
                Characters.lowercase(text);
            }
        }

        private static void spaceOutIdeographs(Text text) {
            if (!Characters.any(text, Characters::isIdeograph)) {
                return;
            }
            var spaced = new Text(text.origin(), text.length() + 32);
            for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
                c = text.codePointAt(i);
                boolean ideograph = Characters.isIdeograph(c);
                if (ideograph) {
                    spaced.append(' ', text.start(i), text.end(i));
                }
                spaced.appendCodePoint(c, text.start(i), text.end(i));
                if (ideograph) {
                    spaced.append(' ', text.start(i), text.end(i));
                }
            }
            text.become(spaced);
        }
    }

    /// A Unicode normalization form.
    record Form(UnicodeForm form) implements Normalizer {
        @Override
        public void apply(Text text) {
            form.apply(text);
        }
    }

    /// Lower case by Unicode's full mapping, without any locale's rules.
    record Lowercase() implements Normalizer {
        @Override
        public void apply(Text text) {
            Characters.lowercase(text);
        }
    }

    /// Takes blanks off the ends.
    record Strip(boolean left, boolean right) implements Normalizer {
        @Override
        public void apply(Text text) {
            int from = 0;
            int to = text.length();
            while (left && from < to && Characters.isWhitespace(text.charAt(from))) {
                from++;
            }
            while (right && from < to && Characters.isWhitespace(text.charAt(to - 1))) {
                to--;
            }
            if (to - from < text.length()) {
                var stripped = new Text(text.origin(), to - from);
                stripped.append(text, from, to);
                text.become(stripped);
            }
        }
    }

    /// Takes combining marks out; useful after NFD or NFKD.
    record StripAccents() implements Normalizer {
        @Override
        public void apply(Text text) {
            Characters.keep(text, c -> !Characters.isAccent(c));
        }
    }

    /// Puts a string before a text that is not empty.
    record Prepend(String prefix) implements Normalizer {
        @Override
        public void apply(Text text) {
            if (text.length() == 0) {
                return;
            }
            var prefixed = new Text(text.origin(), text.length() + prefix.length());
            prefixed.append(prefix, text.start(0), text.end(0));
            prefixed.append(text, 0, text.length());
            text.become(prefixed);
        }
    }

    /// The cleaning of Google's NMT systems: control characters out, odd blanks to spaces.
    record Nmt() implements Normalizer {
        @Override
        public void apply(Text text) {
            Characters.keep(text, c -> !isControl(c));
            Characters.map(text, c -> isBlank(c) ? ' ' : c);
        }

        private static boolean isControl(int c) {
            return c >= 1 && c <= 8 || c == 0xB || c >= 0xE && c <= 0x1F || c == 0x7F || c == 0x8F || c == 0x9F;
        }

        private static boolean isBlank(int c) {
            return switch (c) {
                case 0x9, 0xA, 0xC, 0xD, 0x1680, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x2581,
                        0xFEFF, 0xFFFD ->
                    true;
                default -> false;
            };
        }
    }

    /// Puts a string in place of every match.
    record Replace(Pattern pattern, String content) implements Normalizer {
        @Override
        public void apply(Text text) {
            if (text.length() == 0 || !pattern.matcher(text).find()) {
                return;
            }
            var cut = new Cut();
            cut.find(pattern.matcher(text), text, 0, text.length());
            cut.replace(text, content);
        }
    }

    /// Writes every byte as a printable character.
    record ByteLevel() implements Normalizer {
        @Override
        public void apply(Text text) {
            var fresh = new Text(text.origin(), 2 * text.length());
            ByteAlphabet.rewrite(text, 0, text.length(), fresh);
            text.become(fresh);
        }
    }

    /// A table of replacements as SentencePiece compiles it.
    record Precompiled(Charsmap charsmap) implements Normalizer {
        @Override
        public void apply(Text text) {
            charsmap.apply(text);
        }
    }
}
