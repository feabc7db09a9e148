package org.llmspace.pipeline.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Tokenizer files in the layouts of the well-known families, with small vocabularies.
enum TokenizerFiles {

    BERT(Kind.WORD_PIECE, """
            {"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,
            "lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],
            "pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
            {"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}},
            {"SpecialToken":{"id":"[SEP]","type_id":1}}],"special_tokens":{
            "[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}},
            "decoder":{"type":"WordPiece","prefix":"##","cleanup":true}}"""),
    BERT_CASED(Kind.WORD_PIECE, """
            {"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,
            "lowercase":false},"pre_tokenizer":{"type":"BertPreTokenizer"},
            "post_processor":{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]},
            "decoder":{"type":"WordPiece","prefix":"##","cleanup":false}}"""),
    MPNET(Kind.WORD_PIECE, """
            {"normalizer":{"type":"Sequence","normalizers":[{"type":"NFKD"},{"type":"StripAccents"},
            {"type":"Lowercase"},{"type":"Strip","strip_left":true,"strip_right":true}]},
            "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Whitespace"},
            {"type":"Punctuation","behavior":"MergedWithPrevious"},{"type":"Digits","individual_digits":true}]},
            "post_processor":{"type":"RobertaProcessing","sep":["[SEP]",3],"cls":["[CLS]",2],"trim_offsets":true,
            "add_prefix_space":false},"decoder":{"type":"WordPiece","prefix":"##","cleanup":true}}"""),
    ROBERTA(Kind.BYTE_BPE, """
            {"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
            "post_processor":{"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",0],"trim_offsets":true,
            "add_prefix_space":false},"decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,
            "use_regex":true}}"""),
    GPT2(Kind.BYTE_BPE, """
            {"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
            "post_processor":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false,"use_regex":true},
            "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}}"""),
    BLOOM(Kind.BYTE_BPE, """
            {"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{
            "Regex":" ?[^(\\\\s|[.,!?…。，、।۔،])]+"},"behavior":"Isolated","invert":false},{"type":"ByteLevel",
            "add_prefix_space":true,"trim_offsets":true,"use_regex":false}]},
            "post_processor":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":false},
            "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":false}}"""),
    LLAMA3(Kind.BYTE_BPE,
            """
                    {"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":
                    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}{1,3}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+"},
                    "behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,
                    "use_regex":false}]},"post_processor":{"type":"Sequence","processors":[{"type":"ByteLevel",
                    "add_prefix_space":true,"trim_offsets":false,"use_regex":true},{"type":"TemplateProcessing",
                    "single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
                    "pair":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
                    {"SpecialToken":{"id":"<s>","type_id":1}},{"Sequence":{"id":"B","type_id":1}}],
                    "special_tokens":{"<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]}}}]},
                    "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},
                    "model":{"ignore_merges":true}}"""),
    QWEN(Kind.BYTE_BPE,
            """
                    {"normalizer":{"type":"NFC"},"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{
                    "Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+"},
                    "behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":false,
                    "use_regex":false}]},"post_processor":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":false,
                    "use_regex":false},"decoder":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":false,
                    "use_regex":false}}"""),
    DEEPSEEK(Kind.BYTE_BPE,
            """
                    {"pre_tokenizer":{"type":"Sequence","pretokenizers":[
                    {"type":"Split","pattern":{"Regex":"\\\\p{N}{1,3}"},"behavior":"Isolated","invert":false},
                    {"type":"Split","pattern":{"Regex":"[一-龥぀-ゟ゠-ヿ]+"},"behavior":"Isolated","invert":false},
                    {"type":"Split","pattern":{"Regex":
                    "[!\\"#$%&'()*+,\\\\-./:;<=>?@\\\\[\\\\\\\\\\\\]^_`{|}~][A-Za-z]+|[^\\\\r\\\\n\\\\p{L}\\\\p{P}\\\\p{S}]?[\\\\p{L}\\\\p{M}]+| ?[\\\\p{P}\\\\p{S}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+"},
                    "behavior":"Isolated","invert":false},
                    {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]},
                    "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}}"""),
    WHISPER(Kind.BYTE_BPE, """
            {"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<|start|>","type_id":0}},
            {"SpecialToken":{"id":"<|en|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
            {"SpecialToken":{"id":"</s>","type_id":0}}],"pair":[{"SpecialToken":{"id":"<|start|>","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}},
            {"SpecialToken":{"id":"</s>","type_id":1}}],"special_tokens":{
            "<|start|>":{"id":"<|start|>","ids":[6],"tokens":["<|start|>"]},
            "<|en|>":{"id":"<|en|>","ids":[7],"tokens":["<|en|>"]},
            "</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]}}},
            "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}}"""),
    PHI2(Kind.BYTE_BPE, """
            {"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
            "post_processor":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},
            "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}}"""),
    CLIP(Kind.SUFFIX_BPE,
            """
                    {"normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Replace","pattern":{
                    "Regex":"\\\\s+"},"content":" "},{"type":"Lowercase"}]},"pre_tokenizer":{"type":"Sequence","pretokenizers":[
                    {"type":"Split","pattern":{"Regex":
                    "<\\\\|startoftext\\\\|>|<\\\\|endoftext\\\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\\\p{L}]+|[\\\\p{N}]|[^\\\\s\\\\p{L}\\\\p{N}]+"},
                    "behavior":"Removed","invert":true},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,
                    "use_regex":true}]},"post_processor":{"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",0],
                    "trim_offsets":false,"add_prefix_space":false},"decoder":{"type":"BPEDecoder","suffix":"</w>"}}"""),
    GEMMA(Kind.SPACE_BPE, """
            {"normalizer":{"type":"Replace","pattern":{"String":" "},"content":"▁"},"pre_tokenizer":{"type":"Split",
            "pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false},
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}}],"pair":[{"SpecialToken":{"id":"<s>","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
            "special_tokens":{"<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]}}},
            "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},
            {"type":"ByteFallback"},{"type":"Fuse"}]},"model":{"fuse_unk":true,"byte_fallback":true}}"""),
    LLAMA2(Kind.SPACE_BPE, """
            {"normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{
            "String":" "},"content":"▁"}]},"post_processor":{"type":"TemplateProcessing",
            "single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
            "pair":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
            {"SpecialToken":{"id":"<s>","type_id":1}},{"Sequence":{"id":"B","type_id":1}}],
            "special_tokens":{"<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]}}},
            "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},
            {"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
            "model":{"fuse_unk":true,"byte_fallback":true}}"""),
    LLAMA2_FIRST(Kind.SPACE_BPE, """
            {"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":false},
            "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},
            {"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
            "model":{"fuse_unk":true,"byte_fallback":true}}"""),
    NLLB(Kind.SPACE_BPE, """
            {"normalizer":{"type":"Sequence","normalizers":[{"type":"Precompiled"},{"type":"Replace","pattern":{
            "Regex":" {2,}"},"content":" "}]},"pre_tokenizer":{"type":"Metaspace","replacement":"▁",
            "add_prefix_space":true,"prepend_scheme":"always"},
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"eng_Latn","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],
            "pair":[{"SpecialToken":{"id":"eng_Latn","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
            {"Sequence":{"id":"B","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],"special_tokens":{
            "</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]},
            "eng_Latn":{"id":"eng_Latn","ids":[8],"tokens":["eng_Latn"]}}},
            "decoder":{"type":"Metaspace","replacement":"▁","add_prefix_space":true},"model":{"fuse_unk":true}}"""),
    T5(Kind.UNIGRAM, """
            {"normalizer":{"type":"Precompiled"},"pre_tokenizer":{"type":"Sequence","pretokenizers":[
            {"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","add_prefix_space":true}]},
            "post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}},
            {"SpecialToken":{"id":"</s>","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},
            {"SpecialToken":{"id":"</s>","type_id":0}},{"Sequence":{"id":"B","type_id":0}},
            {"SpecialToken":{"id":"</s>","type_id":0}}],"special_tokens":{
            "</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]}}},
            "decoder":{"type":"Metaspace","replacement":"▁","add_prefix_space":true}}"""),
    XLM_R(Kind.UNIGRAM, """
            {"normalizer":{"type":"Sequence","normalizers":[{"type":"Precompiled"},{"type":"Replace","pattern":{
            "Regex":" {2,}"},"content":" "}]},"pre_tokenizer":{"type":"Metaspace","replacement":"▁",
            "prepend_scheme":"always","split":true},"post_processor":{"type":"TemplateProcessing",
            "single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
            {"SpecialToken":{"id":"</s>","type_id":0}}],"pair":[{"SpecialToken":{"id":"<s>","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}},
            {"SpecialToken":{"id":"</s>","type_id":0}},{"Sequence":{"id":"B","type_id":0}},
            {"SpecialToken":{"id":"</s>","type_id":0}}],"special_tokens":{
            "<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]},"</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]}}},
            "decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}}"""),
    MARIAN(Kind.UNIGRAM, """
            {"normalizer":{"type":"Sequence","normalizers":[{"type":"Nmt"},{"type":"NFKC"},{"type":"Replace","pattern":{
            "Regex":" {2,}"},"content":" "}]},"pre_tokenizer":{"type":"Sequence","pretokenizers":[
            {"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"}]},
            "post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}},
            {"SpecialToken":{"id":"</s>","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},
            {"Sequence":{"id":"B","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],"special_tokens":{
            "</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]}}},
            "decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"}}"""),
    UNIGRAM_BYTES(Kind.UNIGRAM_BYTES, """
            {"normalizer":{"type":"NFD"},"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"never"},
            "decoder":{"type":"Sequence","decoders":[{"type":"ByteFallback"},{"type":"Metaspace","replacement":"▁",
            "prepend_scheme":"never"}]}}"""),
    DEBERTA(Kind.UNIGRAM, """
            {"normalizer":{"type":"Sequence","normalizers":[{"type":"Strip","strip_left":true,"strip_right":true},
            {"type":"Precompiled"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]},
            "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Isolated"},
            {"type":"Metaspace","replacement":"▁","prepend_scheme":"always"}]},
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],
            "pair":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
            {"SpecialToken":{"id":"</s>","type_id":0}},{"Sequence":{"id":"B","type_id":1}},
            {"SpecialToken":{"id":"</s>","type_id":1}}],"special_tokens":{
            "<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]},"</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]}}},
            "decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"}}"""),
    MODERN_BERT(Kind.BYTE_BPE, """
            {"normalizer":{"type":"NFC"},"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,
            "use_regex":true},"post_processor":{"type":"TemplateProcessing",
            "single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
            {"SpecialToken":{"id":"</s>","type_id":0}}],"pair":[{"SpecialToken":{"id":"<s>","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}},
            {"Sequence":{"id":"B","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],"special_tokens":{
            "<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]},"</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]}}},
            "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}}"""),
    STARCODER(Kind.BYTE_BPE, """
            {"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":false},
            {"type":"Punctuation","behavior":"Contiguous"},
            {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]},
            "post_processor":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},
            "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}}"""),
    BYTES_NORMALIZED(Kind.BYTE_BPE, """
            {"normalizer":{"type":"ByteLevel"},"pre_tokenizer":{"type":"Split","pattern":{"Regex":"Ġ?[^Ġ]+|Ġ+"},
            "behavior":"Isolated","invert":false},
            "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}}"""),
    WORD_LEVEL(Kind.WORD_LEVEL, """
            {"normalizer":{"type":"NFKC"},"pre_tokenizer":{"type":"Whitespace"}}"""),
    WORD_SCRIPTS(Kind.WORD_LEVEL, """
            {"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"UnicodeScripts"},{"type":"CharDelimiterSplit",
            "delimiter":" "},{"type":"Split","pattern":{"Regex":"[aeiou]+"},"behavior":"MergedWithNext","invert":false},
            {"type":"Split","pattern":{"String":"."},"behavior":"Contiguous","invert":true}]}}"""),
    CTC(Kind.WORD_LEVEL, """
            {"normalizer":{"type":"Replace","pattern":{"String":" "},"content":"|"},"pre_tokenizer":{"type":"Split",
            "pattern":{"Regex":""},"behavior":"Isolated","invert":false},"decoder":{"type":"CTC","pad_token":"<pad>",
            "word_delimiter_token":"|","cleanup":true}}""");

    private enum Kind {
        WORD_PIECE,
        BYTE_BPE,
        SUFFIX_BPE,
        SPACE_BPE,
        UNIGRAM,
        UNIGRAM_BYTES,
        WORD_LEVEL
    }

    private static final List<String> SPECIALS = List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>", "<|endoftext|>",
            "<|start|>", "<|en|>", "eng_Latn", "fra_Latn");
    private static final List<String> BERT_SPECIALS = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

    private final Kind kind;
    private final String layout;

    TokenizerFiles(Kind kind, String layout) {
        this.kind = kind;
        this.layout = layout;
    }

    JsonNode json() throws JsonProcessingException {
        var mapper = new ObjectMapper();
        var json = (ObjectNode) mapper.readTree(layout);
        json.put("version", "1.0");
        var model = model();
        if (json.has("model")) {
            model.setAll((ObjectNode) json.get("model"));
        }
        json.set("model", model);
        if (kind == Kind.WORD_PIECE) {
            BERT_SPECIALS.forEach(token -> add(json, token, BERT_SPECIALS.indexOf(token), "", true));
        } else {
            SPECIALS.forEach(token -> add(json, token, SPECIALS.indexOf(token), token.equals("<mask>") ? "lstrip" : "",
                    true));
        }
        int size = model.get("vocab").size();
        add(json, "world", model.get("vocab").has("world") ? model.get("vocab").get("world").intValue() : size,
                "single_word", false);
        // the Rust library aborts on an added token that its normalizer leaves empty
        add(json, this == MPNET || this == DEBERTA ? "x  y" : "    ", size + 1, "normalized", false);
        add(json, "Hello!", size + 2, "normalized", false);
        add(json, "<|tail|>", size + 3, "rstrip", true);
        charsmap(json.path("normalizer"));
        return json;
    }

    private static void add(ObjectNode json, String content, int id, String flag, boolean special) {
        var token = json.withArrayProperty("added_tokens").addObject().put("id", id).put("content", content)
                .put("special", special);
        for (var name : List.of("single_word", "lstrip", "rstrip", "normalized")) {
            token.put(name, name.equals(flag));
        }
    }

    private static void charsmap(JsonNode normalizer) {
        if (normalizer.path("type").asText().equals("Precompiled")) {
            ((ObjectNode) normalizer).put("precompiled_charsmap", CharsmapBuilder.nfkc());
        }
        normalizer.path("normalizers").forEach(TokenizerFiles::charsmap);
    }

    private ObjectNode model() {
        var words = Training.words();
        return switch (kind) {
            case WORD_PIECE -> Training.wordPiece(words, BERT_SPECIALS);
            case BYTE_BPE -> Training.bpe(inBytes(words, true), SPECIALS, byteAlphabet(), 500, "");
            case SUFFIX_BPE -> suffixBpe(words);
            case SPACE_BPE -> Training.bpe(words.stream().map(word -> "▁" + word).toList(), SPECIALS,
                    this == NLLB ? List.of() : byteTokens(), 500, "").put("unk_token", "<unk>");
            case UNIGRAM -> Training.unigram(words.stream().map(word -> "▁" + word).toList(), SPECIALS, 3, false);
            case UNIGRAM_BYTES -> Training.unigram(words.stream().map(word -> "▁" + word).toList(), SPECIALS, 3, true);
            case WORD_LEVEL -> Training.wordLevel(this == CTC ? List.of("|", "a", "e", "o", "t", "é", "日") : words,
                    SPECIALS, "<unk>");
        };
    }

    private static ObjectNode suffixBpe(List<String> words) {
        var alphabet = new ArrayList<>(byteAlphabet());
        byteAlphabet().forEach(letter -> alphabet.add(letter + "</w>"));
        var lower = inBytes(words.stream().map(String::toLowerCase).toList(), false);
        return Training.bpe(lower, SPECIALS, alphabet, 400, "</w>").put("end_of_word_suffix", "</w>").put("unk_token",
                "<|endoftext|>");
    }

    private static List<String> byteTokens() {
        return IntStream.range(0, 256).mapToObj("<0x%02X>"::formatted).toList();
    }

    static List<String> byteAlphabet() {
        var letters = new ArrayList<String>();
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            letters.add(Character.toString(printable ? b
                    : 256 + (int) letters.stream().filter(l -> l.charAt(0) > 255)
                            .count()));
        }
        return letters;
    }

    static List<String> inBytes(List<String> words, boolean space) {
        return words.stream().map(word -> {
            var text = Text.of(space ? " " + word : word, 0, word.length() + (space ? 1 : 0));
            new Normalizer.ByteLevel().apply(text);
            return text.toString();
        }).toList();
    }
}
