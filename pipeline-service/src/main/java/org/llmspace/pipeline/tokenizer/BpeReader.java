package org.llmspace.pipeline.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

/// Reads a `model` of the type BPE.
final class BpeReader {

    private BpeReader() {
    }

    static Bpe read(Section model) {
        var vocabulary = Vocabulary.read(model);
        var prefix = model.text("continuing_subword_prefix", "");
        var options = new Bpe.Options(prefix, model.text("end_of_word_suffix", ""), model.optionalText("unk_token"),
                model.flag("fuse_unk", false), model.flag("byte_fallback", false), model.flag("ignore_merges", false));
        return new Bpe(vocabulary, merges(model, vocabulary, prefix.length()), options);
    }

    private static Merges merges(Section model, Vocabulary vocabulary, int prefixLength) {
        var list = model.array("merges");
        var merges = new Merges(list.node().size());
        int rank = 0;
        for (var merge : list.node()) {
            // the head of an old merges.txt
            if (merge.isTextual() && merge.textValue().startsWith("#version")) {
                continue;
            }
            var left = part(list, merge, 0);
            var right = part(list, merge, 1);
            int joined = id(list, vocabulary, left + right.substring(Math.min(prefixLength, right.length())));
            merges.put(id(list, vocabulary, left), id(list, vocabulary, right), rank++, joined);
        }
        return merges;
    }

    // ["a", "b"], or "a b" in older files
    private static String part(Section list, JsonNode merge, int index) {
        if (merge.isArray() && merge.size() == 2 && merge.get(index).isTextual()) {
            return merge.get(index).textValue();
        }
        var text = merge.isTextual() ? merge.textValue() : "";
        int space = text.indexOf(' ');
        if (space < 0 || text.indexOf(' ', space + 1) >= 0) {
            throw list.broken("the merge " + merge + " is not a pair of tokens");
        }
        return index == 0 ? text.substring(0, space) : text.substring(space + 1);
    }

    private static int id(Section list, Vocabulary vocabulary, String token) {
        int id = vocabulary.id(token);
        if (id == TokenTrie.NONE) {
            throw list.broken("a merge has \"" + token + "\", which is not in the vocabulary");
        }
        return id;
    }
}
