package org.llmspace.pipeline.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Every character of Unicode through every kind of normalizer and splitter, judged by the Rust library.
class EveryCharacterTest {

    private static final int AT_ONCE = 200;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            BertNormalizer  ; {"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}
            cased           ; {"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":false,"lowercase":false}
            NFC             ; {"type":"NFC"}
            NFD             ; {"type":"NFD"}
            NFKC            ; {"type":"NFKC"}
            NFKD            ; {"type":"NFKD"}
            Lowercase       ; {"type":"Lowercase"}
            Strip           ; {"type":"Strip","strip_left":true,"strip_right":true}
            StripAccents    ; {"type":"StripAccents"}
            Nmt             ; {"type":"Nmt"}
            ByteLevel       ; {"type":"ByteLevel"}
            s               ; {"type":"Replace","pattern":{"Regex":"\\\\s"},"content":"_"}
            d               ; {"type":"Replace","pattern":{"Regex":"\\\\d"},"content":"_"}
            w               ; {"type":"Replace","pattern":{"Regex":"\\\\w"},"content":"_"}
            L               ; {"type":"Replace","pattern":{"Regex":"\\\\p{L}"},"content":"_"}
            N               ; {"type":"Replace","pattern":{"Regex":"\\\\p{N}"},"content":"_"}
            P               ; {"type":"Replace","pattern":{"Regex":"\\\\p{P}"},"content":"_"}
            M               ; {"type":"Replace","pattern":{"Regex":"\\\\p{M}"},"content":"_"}
            S               ; {"type":"Replace","pattern":{"Regex":"\\\\p{S}"},"content":"_"}
            Lu              ; {"type":"Replace","pattern":{"Regex":"\\\\p{Lu}"},"content":"_"}
            Han             ; {"type":"Replace","pattern":{"Regex":"\\\\p{Han}"},"content":"_"}
            dot             ; {"type":"Replace","pattern":{"Regex":"."},"content":"_"}
            contraction     ; {"type":"Replace","pattern":{"Regex":"x(?i:[sdmtkå])x"},"content":"_"}
            """)
    void isNormalizedAlike(String name, String normalizer) throws JsonProcessingException {
        compare("""
                {"version":"1.0","added_tokens":[],"normalizer":%s,"pre_tokenizer":{"type":"CharDelimiterSplit",
                "delimiter":" "},"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0]]}}""".formatted(normalizer));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            BertPreTokenizer ; {"type":"BertPreTokenizer"}
            Whitespace       ; {"type":"Whitespace"}
            WhitespaceSplit  ; {"type":"WhitespaceSplit"}
            Punctuation      ; {"type":"Punctuation","behavior":"Contiguous"}
            Digits           ; {"type":"Digits","individual_digits":true}
            ByteLevel        ; {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}
            UnicodeScripts   ; {"type":"UnicodeScripts"}
            """)
    void isSplitAlike(String name, String preTokenizer) throws JsonProcessingException {
        compare("""
                {"version":"1.0","added_tokens":[],"pre_tokenizer":%s,
                "model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0]]}}""".formatted(preTokenizer));
    }

    private static void compare(String json) throws JsonProcessingException {
        var tree = new ObjectMapper().readTree(json);
        var ours = Tokenizer.parse(tree, null);
        var different = new ArrayList<String>();
        try (var rust = new RustTokenizer(tree)) {
            for (int c = 0; c < 0x110000;) {
                var batch = new ArrayList<Integer>();
                while (c < 0x110000 && batch.size() < AT_ONCE) {
                    if (Character.isDefined(c) && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                            && c < 0xF0000) {
                        batch.add(c);
                    }
                    c++;
                }
                if (!alike(ours, rust, batch)) {
                    batch.stream().filter(one -> !alike(ours, rust, List.of(one)))
                            .forEach(one -> different.add("%X".formatted(one)));
                }
            }
        }
        assertThat(different).isEmpty();
    }

    private static boolean alike(Tokenizer ours, RustTokenizer rust, List<Integer> codePoints) {
        var text = new StringBuilder();
        codePoints.forEach(c -> text.append('x').appendCodePoint(c).append("x "));
        return RustTokenizer.facts(ours.encode(text.toString())).equals(rust.encode(text.toString(), null, true));
    }
}
