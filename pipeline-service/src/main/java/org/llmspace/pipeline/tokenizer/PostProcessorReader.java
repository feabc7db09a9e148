package org.llmspace.pipeline.tokenizer;

import java.util.ArrayList;
import java.util.List;

import org.llmspace.pipeline.tokenizer.PostProcessor.Piece;
import org.llmspace.pipeline.tokenizer.PostProcessor.Trim;

/// Reads `post_processor` of `tokenizer.json`.
final class PostProcessorReader {

    private PostProcessorReader() {
    }

    static PostProcessor read(Section root) {
        var section = root.optional("post_processor");
        return section == null ? PostProcessor.NONE : read(section, PostProcessor.NONE);
    }

    private static PostProcessor read(Section section, PostProcessor before) {
        return switch (section.text("type")) {
            case "Sequence" -> sequence(section, before);
            case "TemplateProcessing" -> new PostProcessor(before.trims(), template(section, "single"),
                    template(section, "pair"));
            case "BertProcessing" -> bert(section, before);
            case "RobertaProcessing" -> roberta(section, before);
            case "ByteLevel" -> byteLevel(section, before);
            default -> throw section.broken("the type \"" + section.text("type") + "\" is unknown");
        };
    }

    private static PostProcessor sequence(Section section, PostProcessor before) {
        var result = before;
        for (var step : section.list("processors")) {
            result = read(step, result);
        }
        return result;
    }

    private static PostProcessor byteLevel(Section section, PostProcessor before) {
        return trimming(section, before, true);
    }

    private static PostProcessor trimming(Section section, PostProcessor before, boolean trimByDefault) {
        if (!section.flag("trim_offsets", trimByDefault)) {
            return before;
        }
        var trims = new ArrayList<>(before.trims());
        trims.add(new Trim(section.flag("add_prefix_space", true)));
        return new PostProcessor(trims, before.single(), before.pair());
    }

    private static PostProcessor bert(Section section, PostProcessor before) {
        var cls = marker(section, "cls", 0);
        var a = new Piece.Sequence(0, 0);
        var single = List.of(cls, a, marker(section, "sep", 0));
        var pair = List.of(cls, a, marker(section, "sep", 0), new Piece.Sequence(1, 1), marker(section, "sep", 1));
        return new PostProcessor(before.trims(), single, pair);
    }

    private static PostProcessor roberta(Section section, PostProcessor before) {
        var cls = marker(section, "cls", 0);
        var sep = marker(section, "sep", 0);
        var a = new Piece.Sequence(0, 0);
        var trims = trimming(section, before, true).trims();
        return new PostProcessor(trims, List.of(cls, a, sep),
                List.of(cls, a, sep, sep, new Piece.Sequence(1, 0), sep));
    }

    // ["[CLS]", 101]
    private static Piece marker(Section section, String name, int typeId) {
        var pair = section.list(name);
        if (pair.size() != 2) {
            throw section.broken("\"" + name + "\" must be a token and its id");
        }
        return new Piece.Special(pair.get(1).number(), pair.get(0).text(), typeId);
    }

    private static List<Piece> template(Section section, String name) {
        var pieces = new ArrayList<Piece>();
        for (var entry : section.list(name)) {
            var sequence = entry.optional("Sequence");
            if (sequence == null) {
                pieces.addAll(special(section, entry.object("SpecialToken")));
            } else {
                pieces.add(new Piece.Sequence(sequence.text("id").equals("A") ? 0 : 1, sequence.number("type_id")));
            }
        }
        return pieces;
    }

    private static List<Piece> special(Section section, Section entry) {
        var token = section.object("special_tokens").object(entry.text("id"));
        var ids = token.list("ids");
        var tokens = token.list("tokens");
        if (ids.size() != tokens.size()) {
            throw token.broken("it has " + ids.size() + " ids for " + tokens.size() + " tokens");
        }
        var pieces = new ArrayList<Piece>();
        for (int i = 0; i < ids.size(); i++) {
            pieces.add(new Piece.Special(ids.get(i).number(), tokens.get(i).text(), entry.number("type_id")));
        }
        return pieces;
    }
}
