package org.llmspace.pipeline.tokenizer;

import org.llmspace.pipeline.tokenizer.PreTokenizer.Metaspace.Prepend;

/// Reads `decoder` of `tokenizer.json`.
final class DecoderReader {

    private DecoderReader() {
    }

    static Decoder read(Section root) {
        var section = root.optional("decoder");
        return section == null ? new Decoder.Spaces() : readOne(section);
    }

    private static Decoder readOne(Section section) {
        return switch (section.text("type")) {
            case "Sequence" -> new Decoder.Sequence(
                    section.list("decoders").stream().map(DecoderReader::readOne).toList());
            case "WordPiece" -> new Decoder.WordPieceDecoder(section.text("prefix", "##"),
                    section.flag("cleanup", true));
            case "ByteLevel" -> new Decoder.ByteLevel();
            case "Metaspace" -> new Decoder.Metaspace(Character.toString(section.character("replacement")),
                    PreTokenizerReader.prepend(section) != Prepend.NEVER);
            case "BPEDecoder" -> new Decoder.EndOfWord(section.text("suffix", "</w>"));
            case "ByteFallback" -> new Decoder.ByteFallback();
            case "Fuse" -> new Decoder.Fuse();
            case "Strip" -> new Decoder.Strip(section.character("content"), section.number("start"),
                    section.number("stop"));
            case "Replace" -> new Decoder.Replace(Oniguruma.read(section), section.text("content"));
            case "CTC" -> new Decoder.Ctc(section.text("pad_token", "<pad>"),
                    section.text("word_delimiter_token", "|"), section.flag("cleanup", true));
            default -> throw section.broken("the type \"" + section.text("type") + "\" is unknown");
        };
    }
}
