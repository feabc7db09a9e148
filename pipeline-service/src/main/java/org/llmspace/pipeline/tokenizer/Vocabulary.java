package org.llmspace.pipeline.tokenizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// The model's own tokens, both ways.
final class Vocabulary {

    // larger ids are a broken file, not a vocabulary
    private static final int MAX_ID = 20_000_000;

    private final @Nullable String[] tokens;
    private final TokenTrie trie = new TokenTrie();
    private final int size;

    Vocabulary(Map<String, Integer> ids) {
        int highest = ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        tokens = new String[highest + 1];
        size = ids.size();
        ids.forEach((token, id) -> {
            tokens[id] = token;
            trie.put(token, id);
        });
    }

    /// Tokens in the order of their ids; where a spelling comes twice, it means the later one.
    Vocabulary(List<String> ordered) {
        tokens = ordered.toArray(String[]::new);
        size = tokens.length;
        for (int id = 0; id < size; id++) {
            trie.put(ordered.get(id), id);
        }
    }

    /// An object of token to id.
    static Vocabulary read(Section model) {
        var vocab = model.object("vocab");
        var ids = new HashMap<String, Integer>(vocab.node().size() * 2);
        for (var entry : vocab.node().properties()) {
            var id = entry.getValue();
            if (!id.isInt() || id.intValue() < 0 || id.intValue() > MAX_ID) {
                throw vocab.broken("\"" + entry.getKey() + "\" has the id " + id + ", which is not a token id");
            }
            ids.put(entry.getKey(), id.intValue());
        }
        return new Vocabulary(ids);
    }

    int size() {
        return size;
    }

    TokenTrie trie() {
        return trie;
    }

    /// The id, or [TokenTrie#NONE].
    int id(String token) {
        return trie.find(token, 0, token.length());
    }

    @Nullable
    String token(int id) {
        return id >= 0 && id < tokens.length ? tokens[id] : null;
    }
}
