package org.llmspace.pipeline.tokenizer;

import java.util.List;

/// Reads `normalizer` of `tokenizer.json`.
final class NormalizerReader {

    private NormalizerReader() {
    }

    static Normalizer read(Section root) {
        var section = root.optional("normalizer");
        return section == null ? new Normalizer.Sequence(List.of()) : readOne(section);
    }

    private static Normalizer readOne(Section section) {
        return switch (section.text("type")) {
            case "Sequence" -> new Normalizer.Sequence(
                    section.list("normalizers").stream().map(NormalizerReader::readOne).toList());
            case "BertNormalizer" -> readBert(section);
            case "NFC" -> new Normalizer.Form(UnicodeForm.NFC);
            case "NFD" -> new Normalizer.Form(UnicodeForm.NFD);
            case "NFKC" -> new Normalizer.Form(UnicodeForm.NFKC);
            case "NFKD" -> new Normalizer.Form(UnicodeForm.NFKD);
            case "Lowercase" -> new Normalizer.Lowercase();
            case "Strip" -> new Normalizer.Strip(section.flag("strip_left", true), section.flag("strip_right", true));
            case "StripAccents" -> new Normalizer.StripAccents();
            case "Replace" -> new Normalizer.Replace(Oniguruma.read(section), section.text("content"));
            case "Prepend" -> new Normalizer.Prepend(section.text("prepend"));
            case "Precompiled" -> new Normalizer.Precompiled(Charsmap.read(section));
            case "Nmt" -> new Normalizer.Nmt();
            case "ByteLevel" -> new Normalizer.ByteLevel();
            default -> throw section.broken("the type \"" + section.text("type") + "\" is unknown");
        };
    }

    // accents go with the case unless the file says otherwise
    private static Normalizer readBert(Section section) {
        boolean lowercase = section.flag("lowercase", true);
        return new Normalizer.Bert(section.flag("clean_text", true), section.flag("handle_chinese_chars", true),
                section.flag("strip_accents", lowercase), lowercase);
    }
}
