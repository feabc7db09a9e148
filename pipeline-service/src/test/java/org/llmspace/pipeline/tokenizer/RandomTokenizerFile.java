package org.llmspace.pipeline.tokenizer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A tokenizer file with parts that were drawn by lot: each is one that some family uses, but hardly any two met before.
final class RandomTokenizerFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SPECIALS = List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>");
    private static final List<String> BEHAVIORS = List.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext",
            "Contiguous");
    /// Expressions as the families have them, and constructs they may have.
    static final List<String> REGEXES = List.of(
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            "[一-龥\u3040-ゟ゠-ヿ]+", "[一-龥ࠀ-一가-퟿]+", "\\s?\\p{P}+", "\\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-Ͽ𐐀-𐑏]+",
            "[\\p{Han}]+|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
            "[0-9][0-9][0-9]", "\\d{1,3}(?=(?:\\d{3})*\\b)", "[\\r\\n]", "(?<=\\p{L})(?=\\p{Lu})", "(?<!\\S)\\S", "\\b", "\\B",
            "^\\s+|\\s+$", "\\A\\s|\\s\\z|\\s\\Z", "(?>a+)|.", "(?m:.+)", ".", "\\h+", "[[:alpha:]]+|[[:^space:]]",
            "\\p{^L}+", "\\P{L}+", "[^\\W\\d_]+", "a{,2}", "\\w{2,3}?", "(\\w)\\1", "(?i)sk|k", "[\\d&&[^3]]+",
            "\\x{41}|\\x41|\\u00e9",
            "[ \\t]{2,}", "(?:\\p{L}\\p{M}*)+", "\\p{Hiragana}+|\\p{Katakana}+|\\p{Hangul}+", "\\p{Alpha}+|\\p{Punct}", "a{2}?",
            "\\b\\w", "\\W+",
            "[\\w]+", "[[:punct:]]+", "[[:xdigit:]]", "\\v", "\\x{1F44D}", "(?#thumb)👍", "x|", "");
    private static final String BYTE_LEVEL = "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":true}";
    private static final Map<String, ObjectNode> MODELS = new ConcurrentHashMap<>();

    private final Random random;
    private final Set<String> used = new HashSet<>();
    private final ObjectNode file = JSON.createObjectNode();

    private RandomTokenizerFile(long seed) {
        random = new Random(seed);
    }

    static ObjectNode of(long seed) {
        return new RandomTokenizerFile(seed).make();
    }

    private ObjectNode make() {
        file.put("version", "1.0");
        file.putArray("added_tokens");
        boolean bytes = chance(3);
        part("normalizer", some("normalizers", bytes && chance(4) ? "{\"type\":\"ByteLevel\"}" : null, this::normalizer));
        boolean normalized = file.path("normalizer").toString().contains("ByteLevel");
        part("pre_tokenizer", some("pretokenizers",
                bytes && !normalized ? "{\"type\":\"ByteLevel\",\"add_prefix_space\":%b,\"trim_offsets\":true,\"use_regex\":%b}"
                        .formatted(flip(), flip()) : null,
                this::preTokenizer));
        file.set("model", model(bytes));
        part("post_processor", chance(4) ? null : postProcessor());
        part("decoder", some("decoders", bytes && flip() ? BYTE_LEVEL : null, this::decoder));
        SPECIALS.forEach(token -> add(token, true));
        for (int i = random.nextInt(5); i > 0; i--) {
            add(pick("world", "Hello!", "hello", "don't", "  ", " x", "日本", "é", "e\u0301", "\n\n", "▁the", "ing", "'s", "The",
                    "<|x|>", "[X]", "ñ", "ﬁ", "Å", "1", "a", "İ"), flip());
        }
        return file;
    }

    private boolean flip() {
        return random.nextBoolean();
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private String pick(String... options) {
        return options[random.nextInt(options.length)];
    }

    private static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    private void part(String name, String json) {
        try {
            if (json == null) {
                file.putNull(name);
            } else {
                file.set(name, JSON.readTree(json));
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }

    private interface Part {
        String make();
    }

    /// None, one or a sequence; `last` comes after all others.
    private String some(String name, String last, Part part) {
        var parts = new ArrayList<String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(part.make());
        }
        if (last != null) {
            parts.add(last);
        }
        return parts.isEmpty() ? null
                : parts.size() == 1 ? parts.getFirst()
                        : "{\"type\":\"Sequence\",\"%s\":[%s]}".formatted(name, String.join(",", parts));
    }

    private String normalizer() {
        return switch (random.nextInt(13)) {
            case 0 ->
                "{\"type\":\"BertNormalizer\",\"clean_text\":%b,\"handle_chinese_chars\":%b,\"strip_accents\":%s,\"lowercase\":%b}"
                        .formatted(flip(), flip(), pick("null", "true", "false"), flip());
            case 1, 2, 3 -> "{\"type\":\"%s\"}".formatted(pick("NFC", "NFD", "NFKC", "NFKD"));
            case 4 -> "{\"type\":\"Lowercase\"}";
            case 5 -> "{\"type\":\"Strip\",\"strip_left\":%b,\"strip_right\":%b}".formatted(flip(), flip());
            case 6 -> "{\"type\":\"StripAccents\"}";
            case 7 -> "{\"type\":\"Nmt\"}";
            case 8 -> "{\"type\":\"Prepend\",\"prepend\":%s}".formatted(quoted(pick("▁", " ", "ab", "é")));
            case 9 -> "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"%s\"}".formatted(Charsmaps.NFKC);
            default -> "{\"type\":\"Replace\",\"pattern\":%s,\"content\":%s}".formatted(pattern(false),
                    quoted(pick(" ", "▁", "", "xyz", "é")));
        };
    }

    private static final class Charsmaps {
        static final String NFKC = CharsmapBuilder.nfkc();
    }

    /// @param empty whether it may match nothing, which the Rust library survives in splits only
    private String pattern(boolean empty) {
        if (chance(3)) {
            return "{\"String\":%s}".formatted(quoted(pick(" ", "``", "''", "\n", "é", "e", "▁", "a.", "  ")));
        }
        var regex = chance(3) ? pick(" {2,}", "\\s+", "[\\p{M}]", "^ ", "[\\n\\r\\t]")
                : REGEXES.get(random.nextInt(REGEXES.size()));
        return !empty && matchesNothing(regex) ? pattern(false) : "{\"Regex\":%s}".formatted(quoted(regex));
    }

    private static boolean matchesNothing(String regex) {
        return Oniguruma.compile(regex).matcher("aB b.  ").results().anyMatch(match -> match.start() == match.end());
    }

    private String preTokenizer() {
        return switch (random.nextInt(14)) {
            case 0 -> "{\"type\":\"BertPreTokenizer\"}";
            case 1 -> "{\"type\":\"Whitespace\"}";
            case 2 -> "{\"type\":\"WhitespaceSplit\"}";
            case 3 -> "{\"type\":\"Punctuation\",\"behavior\":\"%s\"}".formatted(behavior());
            case 4 -> "{\"type\":\"Digits\",\"individual_digits\":%b}".formatted(flip());
            case 5 -> "{\"type\":\"CharDelimiterSplit\",\"delimiter\":%s}".formatted(quoted(pick(" ", "e", "é", ".")));
            case 6, 7 -> "{\"type\":\"Metaspace\",\"replacement\":\"%s\",\"prepend_scheme\":\"%s\",\"split\":%b}"
                    .formatted(pick("▁", "_"), pick("always", "never", "first"), flip());
            case 8 -> "{\"type\":\"UnicodeScripts\"}";
            default ->
                "{\"type\":\"Split\",\"pattern\":%s,\"behavior\":\"%s\",\"invert\":%b}".formatted(pattern(true), behavior(),
                        flip());
        };
    }

    private String behavior() {
        return BEHAVIORS.get(random.nextInt(BEHAVIORS.size()));
    }

    private ObjectNode model(boolean bytes) {
        int kind = bytes ? 0 : random.nextInt(7);
        var model = MODELS.computeIfAbsent(kind + (bytes ? "bytes" : ""), name -> trained(kind, bytes)).deepCopy();
        switch (kind) {
            case 0, 1, 2 -> {
                model.put("fuse_unk", flip()).put("byte_fallback", kind == 0 && flip()).put("ignore_merges", flip())
                        .putNull("dropout");
                model.put("unk_token", chance(6) ? null : "<unk>");
                if (chance(2)) {
                    oldMerges(model);
                }
            }
            case 3 -> model.put("max_input_chars_per_word", 3 + random.nextInt(chance(2) ? 8 : 100));
            case 4 -> model.put("byte_fallback", flip());
            default -> {
            }
        }
        return model;
    }

    private static void oldMerges(ObjectNode model) {
        var old = JSON.createArrayNode();
        model.get("merges").forEach(pair -> old.add(pair.get(0).textValue() + " " + pair.get(1).textValue()));
        model.set("merges", old);
    }

    private static ObjectNode trained(int kind, boolean bytes) {
        var words = Training.words();
        return switch (kind) {
            case 0 ->
                bytes ? Training.bpe(TokenizerFiles.inBytes(words, true), SPECIALS, TokenizerFiles.byteAlphabet(), 300, "")
                        : Training.bpe(words.stream().map(word -> "▁" + word).toList(), SPECIALS, byteTokens(), 300, "");
            case 1 -> Training.bpe(words, SPECIALS, List.of("a", "a</w>", "e"), 200, "</w>").put("end_of_word_suffix", "</w>");
            case 2 -> continued(Training.bpe(words, SPECIALS, byteTokens().subList(0, 250), 200, ""));
            case 3 -> Training.wordPiece(words, concat(SPECIALS, "[UNK]"));
            case 4 -> Training.unigram(words.stream().map(word -> "▁" + word).toList(), SPECIALS, 3, true);
            case 5 -> Training.unigram(words, SPECIALS, 3, false);
            default -> Training.wordLevel(words, SPECIALS, "<unk>");
        };
    }

    private static List<String> concat(List<String> list, String last) {
        var all = new ArrayList<>(list);
        all.add(last);
        return all;
    }

    private static List<String> byteTokens() {
        return IntStream.range(0, 256).mapToObj("<0x%02X>"::formatted).toList();
    }

    /// The same pieces again with the prefix that continues a word, which joins on its own.
    private static ObjectNode continued(ObjectNode model) {
        var vocab = (ObjectNode) model.get("vocab");
        var pieces = new ArrayList<String>();
        vocab.fieldNames().forEachRemaining(pieces::add);
        pieces.stream().filter(piece -> !piece.startsWith("<") && !vocab.has("##" + piece))
                .forEach(piece -> vocab.put("##" + piece, vocab.size()));
        var merges = JSON.createArrayNode();
        model.get("merges").forEach(pair -> {
            var left = pair.get(0).textValue();
            var right = "##" + pair.get(1).textValue();
            if (vocab.has(right) && vocab.has("##" + left)) {
                merges.addArray().add(left).add(right);
                merges.addArray().add("##" + left).add(right);
            }
        });
        model.set("merges", merges);
        return model.put("continuing_subword_prefix", "##");
    }

    private String postProcessor() {
        var parts = new ArrayList<String>();
        if (flip()) {
            parts.add("{\"type\":\"ByteLevel\",\"add_prefix_space\":%b,\"trim_offsets\":%b,\"use_regex\":%b}".formatted(flip(),
                    flip(), flip()));
        }
        parts.add(switch (random.nextInt(4)) {
            case 0 -> "{\"type\":\"BertProcessing\",\"sep\":[\"</s>\",2],\"cls\":[\"<s>\",0]}";
            case 1 ->
                "{\"type\":\"RobertaProcessing\",\"sep\":[\"</s>\",2],\"cls\":[\"<s>\",0],\"trim_offsets\":%b,\"add_prefix_space\":%b}"
                        .formatted(flip(), flip());
            default -> "{\"type\":\"TemplateProcessing\",\"single\":[%s],\"pair\":[%s],\"special_tokens\":{%s}}".formatted(
                    template(true), template(false), "\"<s>\":{\"id\":\"<s>\",\"ids\":[0],\"tokens\":[\"<s>\"]},"
                            + "\"</s>\":{\"id\":\"</s>\",\"ids\":[2,4],\"tokens\":[\"</s>\",\"<mask>\"]}");
        });
        return parts.size() == 1 && flip() ? parts.getFirst()
                : "{\"type\":\"Sequence\",\"processors\":[%s]}".formatted(String.join(",", parts));
    }

    private String template(boolean single) {
        var pieces = new ArrayList<String>();
        specials(pieces);
        boolean turned = !single && chance(4);
        pieces.add(sequence(turned ? "B" : "A"));
        specials(pieces);
        if (!single) {
            pieces.add(sequence(turned ? "A" : "B"));
            specials(pieces);
        }
        return String.join(",", pieces);
    }

    private String sequence(String id) {
        return "{\"Sequence\":{\"id\":\"%s\",\"type_id\":%d}}".formatted(id, random.nextInt(3));
    }

    private void specials(List<String> pieces) {
        for (int i = random.nextInt(3); i > 0; i--) {
            pieces.add("{\"SpecialToken\":{\"id\":\"%s\",\"type_id\":%d}}".formatted(pick("<s>", "</s>"), random.nextInt(3)));
        }
    }

    // without those on which the Rust library fails for want of tokens; the families have them
    private String decoder() {
        return switch (random.nextInt(8)) {
            case 0 -> "{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":%b}".formatted(flip());
            case 1 -> "{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"%s\",\"split\":%b}"
                    .formatted(pick("always", "never", "first"), flip());
            case 2 -> "{\"type\":\"ByteFallback\"}";
            case 3 -> "{\"type\":\"Fuse\"}";
            case 4 ->
                "{\"type\":\"CTC\",\"pad_token\":\"<pad>\",\"word_delimiter_token\":\"|\",\"cleanup\":%b}".formatted(flip());
            case 5 -> BYTE_LEVEL;
            default -> "{\"type\":\"Replace\",\"pattern\":%s,\"content\":%s}".formatted(pattern(false),
                    quoted(pick(" ", "", "x")));
        };
    }

    /// Whether the normalizer leaves nothing or a blank first: the Rust library takes the one for a token between all
    /// characters, and fails on blanks that two tokens claim.
    private boolean isDangerous(String content) {
        var text = Text.of(content, 0, content.length());
        NormalizerReader.read(Section.root(file)).apply(text);
        return text.length() == 0 || Characters.isWhitespace(text.codePointAt(0))
                || Characters.isWhitespace(content.codePointAt(0));
    }

    private void add(String content, boolean special) {
        JsonNode vocab = file.path("model").path("vocab");
        if (!used.add(content)) {
            return;
        }
        int known = vocab.isObject() ? vocab.path(content).asInt(-1) : SPECIALS.indexOf(content);
        var tokens = file.withArrayProperty("added_tokens");
        int id = known >= 0 ? known : vocab.size() + tokens.size();
        boolean plain = SPECIALS.contains(content) && flip() || isDangerous(content);
        tokens.addObject().put("id", id).put("content", content).put("single_word", !plain && chance(3))
                .put("lstrip", !plain && chance(3)).put("rstrip", !plain && chance(3)).put("normalized", !plain && flip())
                .put("special", special);
    }
}
