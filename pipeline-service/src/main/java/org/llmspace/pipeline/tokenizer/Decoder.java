package org.llmspace.pipeline.tokenizer;

import java.util.ArrayList;
import java.util.List;

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

    static Decoder read(Section root) {
        var section = root.optional("decoder");
        return section == null ? new Spaces() : readOne(section);
    }

    private static Decoder readOne(Section section) {
        return switch (section.text("type")) {
            case "Sequence" -> new Sequence(section.list("decoders").stream().map(Decoder::readOne).toList());
            case "WordPiece" -> new WordPieceDecoder(section.text("prefix", "##"), section.flag("cleanup", true));
            default -> throw section.broken("the type \"" + section.text("type") + "\" is unknown");
        };
    }
}
