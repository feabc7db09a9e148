package org.llmspace.pipeline.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Small vocabularies, learned from the text below and from the words of [RandomText].
final class Training {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT = """
            The river rose in the night, and by morning the bridge was under water. We walked along the upper path
            instead; it's longer, but you can see the whole valley from there. "Don't slip," she said, "the stones are
            wet." I'd brought bread, cheese and 3 apples, which we ate at 12:30 near the old mill. Nobody had worked
            there since 1968. They're going to rebuild it, or so we've heard: new roof, new wheel, new windows.
            Unbelievable! On the way back we'll count the herons again (there were 27 last year), and he'll write the
            number in his small blue notebook, as he's always done. Möchten Sie noch etwas Käse? Ça va très bien, merci.
            Завтра будет дождь, сказала она. 明日は雨が降るでしょう。今天天气很好。 내일은 비가 올 거예요. غدًا ستمطر. कल बारिश होगी।
            """;

    private Training() {
    }

    static List<String> words() {
        var words = new ArrayList<>(Arrays.asList(TEXT.split("\\s+")));
        words.addAll(RandomText.WORDS);
        return words;
    }

    /// A BPE model over words already written in the model's alphabet; `alphabet` is in the vocabulary anyway.
    static ObjectNode bpe(List<String> words, List<String> specials, List<String> alphabet, int merges, String suffix) {
        var counts = new LinkedHashMap<List<String>, Integer>();
        for (var word : words) {
            var symbols = word.codePoints().mapToObj(Character::toString).collect(Collectors.toCollection(ArrayList::new));
            if (!symbols.isEmpty()) {
                symbols.set(symbols.size() - 1, symbols.getLast() + suffix);
                counts.merge(symbols, 1, Integer::sum);
            }
        }
        var vocabulary = new LinkedHashMap<String, Integer>();
        specials.forEach(token -> vocabulary.putIfAbsent(token, vocabulary.size()));
        var letters = new TreeSet<>(alphabet);
        counts.keySet().forEach(letters::addAll);
        letters.forEach(token -> vocabulary.putIfAbsent(token, vocabulary.size()));
        var list = JSON.createArrayNode();
        for (int i = 0; i < merges; i++) {
            var best = bestPair(counts);
            if (best == null) {
                break;
            }
            list.add(JSON.createArrayNode().add(best.get(0)).add(best.get(1)));
            vocabulary.putIfAbsent(best.get(0) + best.get(1), vocabulary.size());
            counts = join(counts, best);
        }
        var model = JSON.createObjectNode().put("type", "BPE");
        model.set("vocab", vocabulary(vocabulary));
        model.set("merges", list);
        return model;
    }

    private static @org.jspecify.annotations.Nullable List<String> bestPair(Map<List<String>, Integer> counts) {
        var pairs = new TreeMap<String, Integer>();
        counts.forEach((word, count) -> {
            for (int i = 1; i < word.size(); i++) {
                pairs.merge(word.get(i - 1) + "\u0000" + word.get(i), count, Integer::sum);
            }
        });
        return pairs.entrySet().stream().max(Map.Entry.comparingByValue())
                .map(entry -> List.of(entry.getKey().split("\u0000"))).orElse(null);
    }

    private static LinkedHashMap<List<String>, Integer> join(Map<List<String>, Integer> counts, List<String> pair) {
        var joined = new LinkedHashMap<List<String>, Integer>();
        counts.forEach((word, count) -> {
            var symbols = new ArrayList<String>();
            for (int i = 0; i < word.size(); i++) {
                if (i + 1 < word.size() && word.get(i).equals(pair.get(0)) && word.get(i + 1).equals(pair.get(1))) {
                    symbols.add(pair.get(0) + pair.get(1));
                    i++;
                } else {
                    symbols.add(word.get(i));
                }
            }
            joined.merge(symbols, count, Integer::sum);
        });
        return joined;
    }

    /// A Unigram model of all parts of the words.
    static ObjectNode unigram(List<String> words, List<String> specials, int unknownId, boolean bytes) {
        var counts = parts(words, 7);
        var list = JSON.createArrayNode();
        specials.forEach(token -> list.add(entry(token, 0)));
        if (bytes) {
            for (int b = 0; b < 256; b++) {
                list.add(entry("<0x%02X>".formatted(b), 0));
            }
        }
        counts.forEach((part, count) -> {
            if (!specials.contains(part)) {
                list.add(entry(part, Math.log(count * Math.pow(part.length(), 2.5) / 100_000)));
            }
        });
        var model = JSON.createObjectNode().put("type", "Unigram").put("unk_id", unknownId).put("byte_fallback", bytes);
        model.set("vocab", list);
        return model;
    }

    private static ArrayNode entry(String token, double score) {
        return JSON.createArrayNode().add(token).add(score);
    }

    /// A WordPiece vocabulary of all parts of the words that come more than once, and all characters.
    static ObjectNode wordPiece(List<String> words, List<String> specials) {
        var tokens = new LinkedHashMap<String, Integer>();
        specials.forEach(token -> tokens.putIfAbsent(token, tokens.size()));
        parts(words, 6).forEach((part, count) -> {
            if (count > 1 || part.length() == 1) {
                tokens.putIfAbsent(part, tokens.size());
                tokens.putIfAbsent("##" + part, tokens.size());
            }
        });
        var model = JSON.createObjectNode().put("type", "WordPiece").put("unk_token", "[UNK]")
                .put("continuing_subword_prefix", "##").put("max_input_chars_per_word", 100);
        model.set("vocab", vocabulary(tokens));
        return model;
    }

    static ObjectNode wordLevel(List<String> words, List<String> specials, String unknown) {
        var tokens = new LinkedHashMap<String, Integer>();
        specials.forEach(token -> tokens.putIfAbsent(token, tokens.size()));
        words.forEach(token -> tokens.putIfAbsent(token, tokens.size()));
        var model = JSON.createObjectNode().put("type", "WordLevel").put("unk_token", unknown);
        model.set("vocab", vocabulary(tokens));
        return model;
    }

    private static Map<String, Integer> parts(List<String> words, int longest) {
        var counts = new HashMap<String, Integer>();
        for (var word : words) {
            int[] c = word.codePoints().toArray();
            for (int i = 0; i < c.length; i++) {
                for (int j = i + 1; j <= Math.min(c.length, i + longest); j++) {
                    counts.merge(new String(c, i, j - i), 1, Integer::sum);
                }
            }
        }
        return new TreeMap<>(counts);
    }

    private static ObjectNode vocabulary(Map<String, Integer> ids) {
        var vocab = JSON.createObjectNode();
        ids.forEach(vocab::put);
        return vocab;
    }
}
