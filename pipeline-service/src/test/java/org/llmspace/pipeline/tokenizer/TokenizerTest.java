package org.llmspace.pipeline.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

class TokenizerTest {

    private static Tokenizer fixture(String name) throws URISyntaxException {
        var folder = Objects.requireNonNull(TokenizerTest.class.getResource("/tokenizer/" + name));
        return Tokenizer.load(Path.of(folder.toURI()));
    }

    private static Tokenizer family(TokenizerFiles family) throws JsonProcessingException {
        return Tokenizer.parse(family.json(), null);
    }

    @Test
    void readsAFolderWithItsConfiguration() throws URISyntaxException {
        var tokenizer = fixture("bert-cls");
        assertThat(tokenizer.config().modelMaxLength()).isEqualTo(64);
        assertThat(tokenizer.specialId("cls_token")).isEqualTo(2);
        assertThat(tokenizer.padId()).isZero();
        assertThat(tokenizer.encode("[MASK]").ids()).containsExactly(2, 4, 3);
    }

    @Test
    void encodesAndDecodesWithTheTinyGpt2() throws URISyntaxException {
        var tokenizer = fixture("gpt2");
        assertThat(tokenizer.config().chatTemplate()).contains("<assistant>");
        var ids = tokenizer.encode("Hello 👍🏽!").ids();
        assertThat(tokenizer.decode(ids, false)).isEqualTo("Hello 👍🏽!");
        assertThat(tokenizer.specialId("eos_token")).isEqualTo(277);
    }

    @Test
    void endsT5InputsWithTheEndToken() throws URISyntaxException {
        var tokenizer = fixture("t5");
        var encoding = tokenizer.encode("the movie");
        assertThat(encoding.ids()).endsWith(1);
        assertThat(tokenizer.decode(encoding.ids(), true)).isEqualTo("the movie");
    }

    @Test
    void putsBlanksBetweenTheCharactersOfVits() throws URISyntaxException {
        var tokenizer = fixture("vits");
        var encoding = tokenizer.encode("Hi you!");
        assertThat(encoding.tokens()).containsExactly("_", "h", "_", "i", "_", " ", "_", "y", "_", "o", "_", "u", "_");
        assertThat(tokenizer.config().modelMaxLength()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void offsetsAreUtf16UnitsAndCodePointsOnRequest() throws IOException {
        var tokenizer = Tokenizer.parse(MiniLmTest.json(), null);
        var encoding = tokenizer.encode("👍 Café river");
        assertThat(encoding.tokens()).containsExactly("[CLS]", "[UNK]", "cafe", "river", "[SEP]");
        assertThat(encoding.offsets().get(2)).isEqualTo(new Span(3, 7));
        assertThat(encoding.textOf(2)).isEqualTo("Café");
        assertThat(encoding.codePointOffsets().get(2)).isEqualTo(new Span(2, 6));
    }

    @Test
    void pairsHaveTypesSequencesAndWords() throws IOException {
        var encoding = Tokenizer.parse(MiniLmTest.json(), null).encode("the bridge", "was wet");
        assertThat(encoding.tokens()).containsExactly("[CLS]", "the", "bridge", "[SEP]", "was", "wet", "[SEP]");
        assertThat(encoding.typeIds()).containsExactly(0, 0, 0, 0, 1, 1, 1);
        assertThat(encoding.sequenceIds()).containsExactly(-1, 0, 0, -1, 1, 1, -1);
        assertThat(encoding.wordIds()).containsExactly(-1, 0, 1, -1, 0, 1, -1);
    }

    @Test
    void aSourceLanguageReplacesTheLanguageToken() throws JsonProcessingException {
        var nllb = family(TokenizerFiles.NLLB);
        assertThat(nllb.encode("bread").tokens()).startsWith("eng_Latn");
        var french = nllb.encode("bread", EncodeOptions.defaults().withLanguage("fra_Latn"));
        assertThat(french.tokens()).startsWith("fra_Latn").endsWith("</s>");
        assertThat(french.ids()[0]).isEqualTo(9);
        assertThatThrownBy(() -> nllb.encode("bread", EncodeOptions.defaults().withLanguage("xx")))
                .hasMessageContaining("no language token");
    }

    @Test
    void loneSurrogatesBecomeTheReplacementCharacter() throws JsonProcessingException {
        var tokenizer = family(TokenizerFiles.GPT2);
        var broken = tokenizer.encode("a\uD83Db\uDC4D\uD83D");
        assertThat(broken.ids()).isEqualTo(tokenizer.encode("a\uFFFDb\uFFFD\uFFFD").ids());
        assertThat(broken.end(broken.size() - 1)).isEqualTo(5);
    }

    @Test
    void emptyAndBlankTextsHaveOnlySpecialTokens() throws JsonProcessingException {
        var tokenizer = family(TokenizerFiles.BERT);
        assertThat(tokenizer.encode("").tokens()).containsExactly("[CLS]", "[SEP]");
        assertThat(tokenizer.encode(" \t\n\u0000").tokens()).containsExactly("[CLS]", "[SEP]");
        assertThat(tokenizer.count("")).isEqualTo(2);
        assertThat(tokenizer.decode(new int[0], true)).isEmpty();
    }

    @Test
    void decodingCleansUpSpacesUnlessTheConfigurationForbidsIt() throws JsonProcessingException {
        var json = TokenizerFiles.WORD_LEVEL.json();
        var keep = new ObjectMapper().readTree("{\"clean_up_tokenization_spaces\": false}");
        int world = Objects.requireNonNull(Tokenizer.parse(json, null).tokenToId("world"));
        int[] ids = { world, Objects.requireNonNull(Tokenizer.parse(json, null).tokenToId("'s")) };
        assertThat(Tokenizer.parse(json, null).decode(ids, false)).isEqualTo("world's");
        assertThat(Tokenizer.parse(json, keep).decode(ids, false)).isEqualTo("world 's");
    }

    @Test
    void textComesInWholeWordsWhileIdsArrive() throws JsonProcessingException {
        var tokenizer = family(TokenizerFiles.GPT2);
        var text = "The river 👩‍👩‍👧‍👦 rose; 明日は雨 ☂️\nnaïve end";
        var stream = tokenizer.streamDecoder(true);
        var pieces = new ArrayList<String>();
        for (int id : tokenizer.encode(text).ids()) {
            pieces.add(stream.append(id));
        }
        assertThat(pieces).noneMatch(piece -> piece.contains("\uFFFD")).contains("The ", "日", "は");
        pieces.add(stream.end());
        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces.getLast()).isEqualTo("end");
    }

    @Test
    void streamingKeepsTheSpacesOfMetaspaceAndByteFallbackTokens() throws JsonProcessingException {
        for (var family : new TokenizerFiles[] { TokenizerFiles.LLAMA2, TokenizerFiles.GEMMA, TokenizerFiles.T5 }) {
            var tokenizer = family(family);
            int[] ids = tokenizer.encode("the bridge was under water 日本語").ids();
            var stream = tokenizer.streamDecoder(true);
            var text = new StringBuilder();
            Arrays.stream(ids).forEach(id -> text.append(stream.append(id)));
            text.append(stream.end());
            assertThat(text.toString()).as(family.name()).isEqualTo(tokenizer.decode(ids, true, false));
        }
    }

    @Test
    void brokenFilesAreNamedWithTheirField(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> Tokenizer.load(folder)).isInstanceOf(TokenizerException.class)
                .hasMessageContaining("no tokenizer.json");
        var file = folder.resolve("tokenizer.json");
        Files.writeString(file, "{\"model\": {\"type\"");
        assertThatThrownBy(() -> Tokenizer.load(folder)).hasMessageContaining("not valid JSON");
        Files.writeString(file, "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}}}");
        assertThatThrownBy(() -> Tokenizer.load(folder)).hasMessageContaining("tokenizer.json model: \"merges\" is missing");
        Files.writeString(file, "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"a b\"]}}");
        assertThatThrownBy(() -> Tokenizer.load(folder)).hasMessageContaining("\"ab\", which is not in the vocabulary");
        Files.writeString(file, "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": -4}}}");
        assertThatThrownBy(() -> Tokenizer.load(folder)).hasMessageContaining("model.vocab").hasMessageContaining("-4");
        Files.writeString(file, "{\"model\": {\"type\": \"Markov\"}}");
        assertThatThrownBy(() -> Tokenizer.load(folder)).hasMessageContaining("Markov");
        Files.writeString(file,
                "{\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"(\"}}, \"model\": {\"type\": \"WordLevel\", \"vocab\": {}}}");
        assertThatThrownBy(() -> Tokenizer.load(folder)).hasMessageContaining("pre_tokenizer.pattern")
                .hasMessageContaining("regular expression");
    }
}
