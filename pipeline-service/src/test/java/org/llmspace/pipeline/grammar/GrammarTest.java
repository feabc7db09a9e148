package org.llmspace.pipeline.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

class GrammarTest {

    private static final String PERSON = """
            {"type": "object", "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 5},
             "age": {"type": "integer", "minimum": 0}, "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 2}},
             "required": ["name", "age"]}""";

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"minimum": 7}                            ; 7     ; 99999
            {"minimum": 18, "maximum": 120}           ; 18    ; 120
            {"exclusiveMinimum": 0, "maximum": 9}     ; 1     ; 9
            {"minimum": -12, "exclusiveMaximum": 305} ; -12   ; 304
            {"minimum": -250, "maximum": -13}         ; -250  ; -13
            {"maximum": -1}                           ; -9999 ; -1
            {"minimum": 0, "maximum": 0}              ; 0     ; 0
            {"minimum": 99.5, "maximum": 1000.5}      ; 100   ; 1000
            {"minimum": 5, "exclusiveMinimum": true}  ; 6     ; 9999
            """)
    void integersKeepTheirBounds(String bounds, int least, int most) throws IOException {
        ObjectNode schema = (ObjectNode) new ObjectMapper().readTree(bounds);
        Grammar grammar = Grammar.json(schema.put("type", "integer"));
        for (int number = -1_300; number < 1_300; number++) {
            assertThat(matches(grammar, "" + number)).as("%d", number).isEqualTo(number >= least && number <= most);
        }
        for (String text : List.of("-0", "007", "00", "-", "", "1.0")) {
            assertThat(matches(grammar, text)).as(text).isFalse();
        }
    }

    @Test
    void boundsThatLeaveNoIntegerAreRefused() {
        assertThatThrownBy(() -> Grammar.json(new ObjectMapper().createObjectNode().put("type", "integer").put("minimum", 3)
                .put("maximum", 2))).isInstanceOf(GrammarException.class).hasMessageContaining("leave no number");
    }

    @Test
    void aDotIsNoEndOfALine() {
        for (String end : List.of("\n", "\r", "\u0085", "\u2028", "\u2029")) {
            assertThat(matches(Grammar.regex("a.b"), "a" + end + "b")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", "ab*c", "(ab|cd)+", "[a-c]{2,3}", "[^a-c]x", "\\d{3}-\\d", "a?b?", "(a*)*b", "(?:x|y){0,2}z",
            ".",
            "^ab$", "\\w+\\s\\w+", "[\\d.]+", "[]a]+", "[a-]+", "a|", "\\x41\\u0042", "(?<year>\\d\\d)", "a+?b" })
    void matchesWhatJavaMatches(String expression) {
        Grammar grammar = Grammar.regex(expression);
        Pattern java = Pattern.compile(expression);
        for (String text : List.of("", "a", "b", "ab", "ac", "abc", "abbbc", "abab", "abcd", "cd", "aab", "aaab", "dx", "ax",
                "x",
                "123-4", "12-4", "z", "xz", "xyz", "xxxz", "a b", "ab\tcd", "1.5", "]", "a-a", "-", "AB", "19", "\n", "é",
                "😀")) {
            assertThat(matches(grammar, text)).as("%s on %s", expression, text).isEqualTo(java.matcher(text).matches());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "(", ")", "a{2", "[a", "*a", "a{3,2}", "a{99999}", "(?=a)", "\\b", "a\\", "\\1", "[z-a]", "a^b",
            "\\xZZ" })
    void whatCannotBeReadIsSaid(String expression) {
        assertThatThrownBy(() -> Grammar.regex(expression)).isInstanceOf(GrammarException.class)
                .hasMessageStartingWith("The regular expression cannot be used, at character");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            true  | {"name":"Ada","age":36}
            true  | {"name": "Ada", "age": 0, "tags": ["a", "b"]}
            true  | {"name": "\\u00e9\\n", "age": 1, "tags": []}
            true  | {"name": "日本", "age": 1}
            false | {"age": 36, "name": "Ada"}
            false | {"name": "", "age": 1}
            false | {"name": "Adalbert", "age": 1}
            false | {"name": "Ada", "age": -1}
            false | {"name": "Ada", "age": 01}
            false | {"name": "Ada", "age": 1, "tags": ["c"]}
            false | {"name": "Ada", "age": 1, "tags": ["a", "a", "a"]}
            false | {"name": "Ada"}
            false | {"name": "Ada", "age": 1}}
            false | {"name": "A"a", "age": 1}
            """)
    void objectsFollowTheirSchema(boolean follows, String text) {
        assertThat(matches(json(PERSON), text)).isEqualTo(follows);
    }

    @Test
    void propertiesThatAreNotRequiredMayBeLeftOut() {
        Grammar grammar = json("{\"properties\": {\"a\": {\"type\": \"null\"}, \"b\": {\"type\": \"boolean\"}}}");
        for (String text : List.of("{}", "{\"a\": null}", "{\"b\": true}", "{\"a\": null, \"b\": false}")) {
            assertThat(matches(grammar, text)).as(text).isTrue();
        }
        for (String text : List.of("{,}", "{\"a\": null,}", "{\"b\": true, \"a\": null}", "{\"c\": 1}")) {
            assertThat(matches(grammar, text)).as(text).isFalse();
        }
    }

    @Test
    void schemasMayContainThemselves() {
        Grammar tree = json("""
                {"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "properties": {"left": {"$ref": "#/$defs/node"},
                 "value": {"type": "number"}}, "required": ["value"]}}}""");
        assertThat(matches(tree, "{\"left\": {\"left\": {\"value\": 1}, \"value\": -2.5e3}, \"value\": 3}")).isTrue();
        assertThat(matches(tree, "{\"left\": {\"left\": 1}, \"value\": 3}")).isFalse();
        assertThat(matches(json("{\"anyOf\": [{\"$ref\": \"#\"}, {\"const\": 7}]}"), "7")).isTrue();
    }

    @Test
    void anyJsonIsAnythingButBroken() {
        Grammar grammar = json("{\"type\": \"object\"}");
        for (String text : List.of("{}", "{\"a\": [1, {\"b\": null}, \"x\"], \"c\": false}", "{\"\": {}}")) {
            assertThat(matches(grammar, text)).as(text).isTrue();
        }
        for (String text : List.of("[]", "{\"a\"}", "{\"a\": tru}", "{\"a\": [1,]}", "{\"a\": \"\n\"}")) {
            assertThat(matches(grammar, text)).as(text).isFalse();
        }
    }

    @Test
    void formatsPatternsAndTuples() {
        assertThat(matches(json("{\"type\": \"string\", \"format\": \"date\"}"), "\"2024-02-29\"")).isTrue();
        assertThat(matches(json("{\"type\": \"string\", \"format\": \"date\"}"), "\"2024-13-01\"")).isFalse();
        assertThat(matches(json("{\"type\": \"string\", \"pattern\": \"^.{2}$\"}"), "\"a\"\"")).isFalse();
        assertThat(matches(json("{\"type\": [\"integer\", \"null\"]}"), "null")).isTrue();
        Grammar pair = json("{\"prefixItems\": [{\"const\": 1}, {\"const\": 2}], \"type\": \"array\", \"maxItems\": 2}");
        assertThat(matches(pair, "[1, 2]")).isTrue();
        assertThat(matches(pair, "[1, 2, 3]")).isFalse();
        assertThat(matches(json("{\"type\": \"array\", \"items\": {\"const\": 1}, \"minItems\": 2}"), "[1]")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "[]", "\"x\"", "{\"type\": \"thing\"}", "{\"$ref\": \"#/nowhere\"}", "{\"not\": {}}",
            "{\"allOf\": [{}, {}]}", "{\"type\": \"string\", \"maxLength\": -1}", "{\"type\": \"string\", \"pattern\": \"(\"}",
            "{\"properties\": {\"a\": {}}, \"required\": [\"b\"]}", "{\"$ref\": \"https://example.org/x\"}",
            "{\"type\": \"array\", \"minItems\": 3, \"maxItems\": 2}" })
    void schemasThatCannotBeFollowedAreRefused(String schema) {
        assertThatThrownBy(() -> json(schema)).isInstanceOf(GrammarException.class);
    }

    @Test
    void largeSchemasAreRefusedOrFollowed() {
        StringBuilder properties = new StringBuilder();
        for (int i = 0; i < 900; i++) {
            properties.append(i == 0 ? "" : ",").append("\"p").append(i).append("\": {\"type\": \"integer\"}");
        }
        assertThat(matches(json("{\"properties\": {" + properties + "}}"), "{\"p7\": 1, \"p899\": 2}")).isTrue();
        assertThatThrownBy(() -> json("{\"properties\": {" + properties + "," + properties.toString().replace("p", "q") + "}}"))
                .isInstanceOf(GrammarException.class).hasMessageContaining("smaller");
        assertThatThrownBy(() -> Grammar.regex("(".repeat(5_000) + ")".repeat(5_000))).isInstanceOf(GrammarException.class);
        assertThat(matches(Grammar.regex("(a{0,10000}){0,10000}b"), "aaab")).isTrue();
    }

    private static Grammar json(String schema) {
        try {
            return Grammar.json(new ObjectMapper().readTree(schema));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean matches(Grammar grammar, String text) {
        Grammar.State state = grammar.start();
        for (int i = 0; i < text.length() && state != null; i = text.offsetByCodePoints(i, 1)) {
            state = state.after(Character.toString(text.codePointAt(i)));
        }
        return state != null && state.isComplete();
    }
}
