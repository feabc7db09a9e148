package org.llmspace.pipeline.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Text to token ids and back, as a model's `tokenizer.json` says; immutable and safe to share between threads.
public final class Tokenizer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LANGUAGE = Pattern.compile("__[a-z]{2,3}__|[a-z]{3}_[A-Z][a-z]{3}|[a-z]{2}_[A-Z]{2}");

    private final Normalizer normalizer;
    private final PreTokenizer preTokenizer;
    private final Model model;
    private final PostProcessor postProcessor;
    private final Decoder decoder;
    private final AddedVocabulary added;
    private final TokenizerConfig config;
    private final AddedToken padding;

    private Tokenizer(Section root, TokenizerConfig config) {
        this.config = config;
        model = Model.read(root);
        normalizer = NormalizerReader.read(root);
        preTokenizer = PreTokenizerReader.read(root);
        postProcessor = PostProcessorReader.read(root);
        decoder = DecoderReader.read(root);
        added = AddedVocabulary.read(root, model, normalizer);
        padding = paddingToken(root.node().path("padding"));
    }

    /// Reads `tokenizer.json` and, where there is one, `tokenizer_config.json` and `chat_template.jinja`.
    public static Tokenizer load(Path folder) {
        var file = folder.resolve("tokenizer.json");
        if (!Files.isRegularFile(file)) {
            throw new TokenizerException("There is no tokenizer.json in " + folder
                    + "; the model needs one in the layout of the Hub's fast tokenizers");
        }
        var configFile = folder.resolve("tokenizer_config.json");
        var config = TokenizerConfig.read(Files.isRegularFile(configFile) ? json(configFile) : null);
        var template = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(template)) {
            config = config.withChatTemplate(text(template));
        }
        return new Tokenizer(Section.root(json(file)), config);
    }

    /// The same from parsed files; `config` is `tokenizer_config.json`.
    public static Tokenizer parse(JsonNode tokenizerJson, @Nullable JsonNode config) {
        if (!tokenizerJson.isObject()) {
            throw Section.root(tokenizerJson).broken("an object is expected");
        }
        return new Tokenizer(Section.root(tokenizerJson), TokenizerConfig.read(config));
    }

    private static JsonNode json(Path file) {
        try {
            var json = JSON.readTree(Files.readAllBytes(file));
            if (json.isObject()) {
                return json;
            }
            throw new TokenizerException(file + " is no JSON object; download it again");
        } catch (JsonProcessingException e) {
            throw new TokenizerException(file + " is not valid JSON (" + e.getOriginalMessage()
                    + "); it may be cut off, download it again", e);
        } catch (IOException e) {
            throw new TokenizerException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new TokenizerException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    // tokenizer_config.json knows best, then the file's own padding block, then custom
    private AddedToken paddingToken(JsonNode block) {
        var fallback = block.path("pad_token").asText("[PAD]");
        for (var name : List.of(config.specialTokens().getOrDefault("pad_token", fallback), fallback, "<pad>")) {
            int id = findId(name);
            if (id != TokenTrie.NONE) {
                return new AddedToken(id, name, false, false, false, false, true);
            }
        }
        return new AddedToken(block.path("pad_id").asInt(0), fallback, false, false, false, false, true);
    }

    public TokenizerConfig config() {
        return config;
    }

    /// The tokens of the file's `added_tokens`, in the file's order.
    public List<AddedToken> addedTokens() {
        return added.tokens();
    }

    /// The number of ids in use, added tokens included.
    public int vocabularySize() {
        return model.size() + (int) added.tokens().stream()
                .filter(token -> model.id(token.content()) == TokenTrie.NONE).count();
    }

    public int padId() {
        return padding.id();
    }

    /// The tokens of a text with special tokens, neither cut nor padded.
    public Encoding encode(String text) {
        return encode(text, null, EncodeOptions.defaults());
    }

    /// The tokens of a text and, if not null, a second one such as a question's context.
    public Encoding encode(String text, @Nullable String pair) {
        return encode(text, pair, EncodeOptions.defaults());
    }

    public Encoding encode(String text, EncodeOptions options) {
        return encode(text, null, options);
    }

    public Encoding encode(String text, @Nullable String pair, EncodeOptions options) {
        var encoding = unpadded(text, pair, options);
        return options.padding() == null ? encoding : pad(encoding, options.padding(), encoding.size());
    }

    /// Many texts, padded together.
    public List<Encoding> encodeBatch(List<String> texts, EncodeOptions options) {
        return padded(texts.stream().map(text -> unpadded(text, null, options)).toList(), options);
    }

    /// Many pairs of texts, padded together; the lists are of equal length.
    public List<Encoding> encodeBatch(List<String> texts, List<String> pairs, EncodeOptions options) {
        if (texts.size() != pairs.size()) {
            throw new TokenizerException(texts.size() + " texts were given with " + pairs.size()
                    + " second texts; give one second text for each");
        }
        var encodings = new ArrayList<Encoding>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            encodings.add(unpadded(texts.get(i), pairs.get(i), options));
        }
        return padded(encodings, options);
    }

    private List<Encoding> padded(List<Encoding> encodings, EncodeOptions options) {
        var rule = options.padding();
        if (rule == null) {
            return encodings;
        }
        int longest = encodings.stream().mapToInt(Encoding::size).max().orElse(0);
        return encodings.stream().map(encoding -> pad(encoding, rule, longest)).toList();
    }

    private Encoding pad(Encoding encoding, Padding rule, int longest) {
        return encoding.padded(rule.target(longest), padding.id(), padding.content(), 0, rule.side());
    }

    private Encoding unpadded(String text, @Nullable String pair, EncodeOptions options) {
        var texts = pair == null ? List.of(text) : List.of(text, pair);
        var runs = texts.stream().map(this::run).toList();
        var processor = postProcessor(options);
        for (int i = 0; i < runs.size(); i++) {
            processor.trim(runs.get(i), texts.get(i));
        }
        var layout = processor.layout(pair != null);
        int specials = options.addSpecialTokens() ? processor.added(pair != null) : 0;
        if (!options.addSpecialTokens()) {
            layout = layout.stream().filter(PostProcessor.Piece.Sequence.class::isInstance).toList();
        }
        var assembler = new Assembler(texts, runs, layout);
        var truncation = options.truncation();
        return truncation == null ? assembler.whole() : assembler.cut(budget(truncation, specials), truncation);
    }

    private static int budget(Truncation truncation, int specials) {
        if (truncation.maxLength() < specials) {
            throw new TokenizerException("max_length " + truncation.maxLength() + " is too short for the " + specials
                    + " special tokens; allow more, or leave special tokens out");
        }
        return truncation.maxLength() - specials;
    }

    private PostProcessor postProcessor(EncodeOptions options) {
        var language = options.languageToken();
        if (language == null) {
            return postProcessor;
        }
        int id = findId(language);
        if (id == TokenTrie.NONE) {
            throw new TokenizerException("\"" + language + "\" is no language token of this tokenizer");
        }
        return postProcessor.replacing(special -> LANGUAGE.matcher(special.token()).matches(), id, language);
    }

    private TokenRun run(String text) {
        var run = new TokenRun(text.length() / 3 + 8);
        for (var segment : added.segments(text, normalizer)) {
            var token = segment.addedToken();
            if (token != null) {
                run.nextWord();
                run.add(token.id(), segment.text().toString(), segment.text(), 0, segment.text().length());
                continue;
            }
            preTokenizer.apply(segment);
            for (int i = 0; i < segment.count(); i++) {
                run.nextWord();
                model.tokenize(segment.text(), segment.from(i), segment.to(i), run);
            }
        }
        return run;
    }

    /// The number of tokens, special ones included.
    public int count(String text) {
        return run(text).size() + postProcessor.added(false);
    }

    /// The text of some ids, spaces cleaned up as `tokenizer_config.json` asks.
    public String decode(int[] ids, boolean skipSpecialTokens) {
        return decode(ids, skipSpecialTokens, config.cleanUpTokenizationSpaces());
    }

    /// The text of some ids; an id that is in no vocabulary is left out.
    public String decode(int[] ids, boolean skipSpecialTokens, boolean cleanUp) {
        var tokens = new ArrayList<String>(ids.length);
        for (int id : ids) {
            var token = idToToken(id);
            if (token != null && !(skipSpecialTokens && isSpecial(token))) {
                tokens.add(token);
            }
        }
        var text = tokens.isEmpty() ? "" : String.join("", decoder.decode(tokens));
        return cleanUp ? TextCleanup.text(text) : text;
    }

    /// The text of some token spellings, as Python's `convert_tokens_to_string`.
    public String decodeTokens(List<String> tokens) {
        return tokens.isEmpty() ? "" : String.join("", decoder.decode(tokens));
    }

    private boolean isSpecial(String token) {
        var known = added.find(token);
        return known != null && known.special();
    }

    /// Text piece by piece while ids arrive one by one.
    public StreamDecoder streamDecoder(boolean skipSpecialTokens) {
        return new StreamDecoder(ids -> decode(ids, skipSpecialTokens, false));
    }

    /// The id of a token's spelling, or null.
    public @Nullable Integer tokenToId(String token) {
        int id = findId(token);
        return id == TokenTrie.NONE ? null : id;
    }

    private int findId(String token) {
        var known = added.find(token);
        return known == null ? model.id(token) : known.id();
    }

    /// The spelling of an id, or null.
    public @Nullable String idToToken(int id) {
        var known = added.find(id);
        return known == null ? model.token(id) : known.content();
    }

    /// The bytes of a token that may be a part of a character; null if its spelling names none.
    public byte @Nullable [] bytes(int id) {
        var token = idToToken(id);
        if (token == null) {
            return null;
        }
        int single = Decoder.ByteFallback.byteOf(token);
        return single >= 0 ? new byte[] { (byte) single } : ByteAlphabet.bytes(token);
    }

    /// Whether an id is that of a special token.
    public boolean isSpecial(int id) {
        var known = added.find(id);
        return known != null && known.special();
    }

    /// The id of a role in `tokenizer_config.json`, such as `eos_token`; null where there is none.
    public @Nullable Integer specialId(String role) {
        var token = config.specialTokens().get(role);
        return token == null ? null : tokenToId(token);
    }

    @Override
    public String toString() {
        return "Tokenizer" + Arrays.asList(model.getClass().getSimpleName(), vocabularySize());
    }
}
