package org.llmspace.pipeline.tokenizer;

import java.util.List;

import org.llmspace.pipeline.tokenizer.PreTokenizer.AtCharacters;
import org.llmspace.pipeline.tokenizer.PreTokenizer.AtMatches;
import org.llmspace.pipeline.tokenizer.PreTokenizer.Metaspace.Prepend;

/// Reads `pre_tokenizer` of `tokenizer.json`.
final class PreTokenizerReader {

    private PreTokenizerReader() {
    }

    static PreTokenizer read(Section root) {
        var section = root.optional("pre_tokenizer");
        return section == null ? new PreTokenizer.Sequence(List.of()) : readOne(section);
    }

    private static PreTokenizer readOne(Section section) {
        return switch (section.text("type")) {
            case "Sequence" -> new PreTokenizer.Sequence(
                    section.list("pretokenizers").stream().map(PreTokenizerReader::readOne).toList());
            case "BertPreTokenizer" -> new PreTokenizer.Bert();
            case "Whitespace" -> new PreTokenizer.Whitespace();
            case "WhitespaceSplit" -> new AtCharacters(Characters::isWhitespace, Cut.Behavior.REMOVED);
            case "Punctuation" -> new AtCharacters(Characters::isPunctuation, behavior(section));
            case "Digits" -> digits(section);
            case "CharDelimiterSplit" -> delimiter(section.character("delimiter"));
            case "Split" -> new AtMatches(Oniguruma.read(section), behavior(section), section.flag("invert", false));
            case "ByteLevel" -> new PreTokenizer.ByteLevel(section.flag("add_prefix_space", true),
                    section.flag("use_regex", true));
            case "Metaspace" -> new PreTokenizer.Metaspace(section.character("replacement"), prepend(section),
                    section.flag("split", true));
            case "UnicodeScripts" -> new PreTokenizer.UnicodeScripts();
            default -> throw section.broken("the type \"" + section.text("type") + "\" is unknown");
        };
    }

    private static PreTokenizer delimiter(int delimiter) {
        return new AtCharacters(c -> c == delimiter, Cut.Behavior.REMOVED);
    }

    private static PreTokenizer digits(Section section) {
        boolean single = section.flag("individual_digits", false);
        return new AtCharacters(Characters::isNumeric, single ? Cut.Behavior.ISOLATED : Cut.Behavior.CONTIGUOUS);
    }

    private static Cut.Behavior behavior(Section section) {
        return section.has("behavior") ? section.constant("behavior", Cut.Behavior.class) : Cut.Behavior.ISOLATED;
    }

    /// Old files say `add_prefix_space` instead of `prepend_scheme`.
    static Prepend prepend(Section section) {
        if (!section.flag("add_prefix_space", true)) {
            return Prepend.NEVER;
        }
        return section.has("prepend_scheme") ? section.constant("prepend_scheme", Prepend.class) : Prepend.ALWAYS;
    }
}
