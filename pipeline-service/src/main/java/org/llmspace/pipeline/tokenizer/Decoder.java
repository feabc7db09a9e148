package org.llmspace.pipeline.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/// Turns the spellings of tokens back into text.
sealed interface Decoder {

    /// The pieces of text that stand for the tokens; joined they are the text.
    List<String> decode(List<String> tokens);

    /// One after another.
    record Sequence(List<Decoder> steps) implements Decoder {

        public Sequence {
            steps = List.copyOf(steps);
        }

        @Override
        public List<String> decode(List<String> tokens) {
            var result = tokens;
            for (var step : steps) {
                result = step.decode(result);
            }
            return result;
        }
    }

    /// A space before each token but the first, none before one with the continuation prefix.
    record WordPieceDecoder(String prefix, boolean cleanUp) implements Decoder {
        @Override
        public List<String> decode(List<String> tokens) {
            var pieces = new ArrayList<String>(tokens.size());
            for (var token : tokens) {
                var piece = token;
                if (!pieces.isEmpty()) {
                    piece = token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
                }
                pieces.add(cleanUp ? TextCleanup.words(piece) : piece);
            }
            return pieces;
        }
    }

    /// A space between tokens, where the file names no decoder.
    record Spaces() implements Decoder {
        @Override
        public List<String> decode(List<String> tokens) {
            return List.of(String.join(" ", tokens));
        }
    }

    /// Bytes from the printable characters that stand for them.
    record ByteLevel() implements Decoder {
        @Override
        public List<String> decode(List<String> tokens) {
            return List.of(ByteAlphabet.decode(tokens));
        }
    }

    /// Spaces from the visible character; those of the first token go if one was put in front.
    record Metaspace(String replacement, boolean prepended) implements Decoder {
        @Override
        public List<String> decode(List<String> tokens) {
            var pieces = new ArrayList<String>(tokens.size());
            for (var token : tokens) {
                pieces.add(token.replace(replacement, pieces.isEmpty() && prepended ? "" : " "));
            }
            return pieces;
        }
    }

    /// Spaces from the suffix that ends a word.
    record EndOfWord(String suffix) implements Decoder {
        @Override
        public List<String> decode(List<String> tokens) {
            var pieces = new ArrayList<String>(tokens.size());
            for (var token : tokens) {
                pieces.add(token.replace(suffix, pieces.size() == tokens.size() - 1 ? "" : " "));
            }
            return pieces;
        }
    }

    /// Characters from runs of tokens like `<0xE4>`; a run that is no UTF-8 becomes one U+FFFD for each byte.
    record ByteFallback() implements Decoder {

        @Override
        public List<String> decode(List<String> tokens) {
            var pieces = new ArrayList<String>(tokens.size());
            var bytes = new ByteArrayOutputStream();
            for (var token : tokens) {
                int value = byteOf(token);
                if (value >= 0) {
                    bytes.write(value);
                } else {
                    flush(bytes, pieces);
                    pieces.add(token);
                }
            }
            flush(bytes, pieces);
            return pieces;
        }

        private static void flush(ByteArrayOutputStream bytes, List<String> pieces) {
            if (bytes.size() == 0) {
                return;
            }
            try {
                pieces.add(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString());
            } catch (CharacterCodingException e) {
                pieces.addAll(Collections.nCopies(bytes.size(), "\uFFFD"));
            }
            bytes.reset();
        }

        static int byteOf(String token) {
            boolean hex = token.length() == 6 && token.startsWith("<0x") && token.endsWith(">")
                    && Character.digit(token.charAt(3), 16) >= 0 && Character.digit(token.charAt(4), 16) >= 0;
            return hex ? Integer.parseInt(token, 3, 5, 16) : -1;
        }
    }

    /// One piece of all.
    record Fuse() implements Decoder {
        @Override
        public List<String> decode(List<String> tokens) {
            return List.of(String.join("", tokens));
        }
    }

    /// Takes up to `start` and `stop` of a character off the ends of each token.
    record Strip(int content, int start, int stop) implements Decoder {

        @Override
        public List<String> decode(List<String> tokens) {
            return tokens.stream().map(this::strip).toList();
        }

        private String strip(String token) {
            int from = 0;
            for (int i = 0; i < start && from < token.length() && token.codePointAt(from) == content; i++) {
                from += Character.charCount(content);
            }
            int to = token.length();
            for (int i = 0; i < stop && to > from && token.codePointBefore(to) == content; i++) {
                to -= Character.charCount(content);
            }
            return token.substring(from, to);
        }
    }

    /// A string in place of every match in each token.
    record Replace(Pattern pattern, String content) implements Decoder {
        @Override
        public List<String> decode(List<String> tokens) {
            return tokens.stream().map(this::replace).toList();
        }

        private String replace(String token) {
            var text = Text.of(token, 0, token.length());
            new Normalizer.Replace(pattern, content).apply(text);
            return text.toString();
        }
    }

    /// Drops repeats and padding, as the output of CTC models needs.
    record Ctc(String padding, String wordDelimiter, boolean cleanUp) implements Decoder {
        @Override
        public List<String> decode(List<String> tokens) {
            var pieces = new ArrayList<String>(tokens.size());
            for (int i = 0; i < tokens.size(); i++) {
                if (i > 0 && tokens.get(i).equals(tokens.get(i - 1))) {
                    continue;
                }
                var piece = tokens.get(i).replace(padding, "");
                if (cleanUp) {
                    piece = TextCleanup.words(piece).replace(wordDelimiter, " ");
                }
                if (!piece.isEmpty()) {
                    pieces.add(piece);
                }
            }
            return pieces;
        }
    }
}
