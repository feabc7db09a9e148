package org.llmspace.pipeline.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.testing.NodeScript;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Templates in the dialects of the model families give the text that npm's `@huggingface/jinja` gives.
class ChatTemplateTest {

    static Stream<Named<JsonNode>> cases() throws Exception {
        JsonNode cases = new ObjectMapper().readTree(NodeScript.run("templates.mjs"));
        return StreamSupport.stream(cases.spliterator(), false).map(one -> Named.of(one.get("name").textValue(), one));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aConversationBecomesTheTextThatTheOthersMake(JsonNode one) {
        Map<String, JsonNode> values = new HashMap<>();
        one.get("values").properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        ChatTemplate template = ChatTemplate.parse(one.get("template").textValue());
        if (one.has("text")) {
            assertThat(template.render(values)).isEqualTo(one.get("text").textValue());
        } else {
            assertThatThrownBy(() -> template.render(values)).isInstanceOf(TemplateException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "{% for x in range(99999) %}{% for y in range(99999) %}a{% endfor %}{% endfor %}",
            "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}", "{{ 'a' * 999999999 }}", "{% for %}", "{{ 1 +",
            "{{ messages | nothing }}", "{% if true %}" })
    void aTemplateThatIsBrokenOrHostileIsRefused(String template) {
        assertThatThrownBy(() -> ChatTemplate.parse(template).render(Map.of())).isInstanceOf(TemplateException.class);
    }

    @Test
    void whereTheOthersDifferPythonIsRight() {
        assertThat(ChatTemplate.parse("{{ 'h3llo (world) \"x' | title }} {{ true }} {{ none }}").render(Map.of()))
                .isEqualTo("H3llo (World) \"x True None");
        assertThat(ChatTemplate.parse("{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 3 }}").render(Map.of()))
                .isEqualTo("3 -4 2 3.5 8");
    }

    @Test
    void theRefusalOfATemplateIsItsOwnSentence() {
        assertThatThrownBy(() -> ChatTemplate.parse("{{ raise_exception('no system role') }}").render(Map.of()))
                .hasMessageContaining("no system role");
    }

    @Test
    void expressionsAreWorkedOutAsInPython() throws Exception {
        String values = "{\"s\": \"Hello World\"}";
        assertThat(render("{{ -3 // 2 }} {{ -3 % 2 }} {{ 3 / 2 }} {{ 1e20 }}", values)).isEqualTo("-2 1 1.5 1e+20");
        assertThat(render("{{ s[::-1] }} {{ s[1:-1] }} {{ s.split('o', 1) }}", values))
                .isEqualTo("dlroW olleH ello Worl ['Hell', ' World']");
        assertThat(render("{{ 'yes' if 1 < 2 < 3 and not zz is defined else 'no' }}", values)).isEqualTo("yes");
        assertThat(render("{{ {'a': [1, true, none]}|tojson }}", values)).isEqualTo("{\"a\": [1, true, null]}");
    }

    @Test
    void loopsKeepTheirNamesToThemselvesAndTagsTakeTheirLines() throws Exception {
        String template = """
                {%- set ns = namespace(n=0) -%}
                {% for m in messages %}
                  {% if m.role == 'skip' %}{% continue %}{% endif %}
                {{ '<' ~ m['role'] ~ '>' + m.content|trim }}{% if not loop.last %},{% endif %}

                  {% set ns.n = ns.n + 1 %}
                {% endfor %}
                {% macro end(mark='!') %}{{ ns.n }}{{ mark }}{% endmacro %}
                {{ end() }}{{ messages|map(attribute='role')|join('+') }}
                """;
        assertThat(render(template, """
                {"messages": [{"role": "user", "content": " hi "}, {"role": "skip"}, {"role": "bot", "content": "yo"}]}"""))
                .isEqualTo("<user>hi,\n<bot>yo\n2!user+skip+bot");
    }

    @Test
    void whatATemplateRefusesIsSaid() {
        assertThatThrownBy(() -> render("{{ raise_exception('roles must alternate') }}", "{}"))
                .isInstanceOf(TemplateException.class).hasMessage("roles must alternate");
        for (String broken : new String[] { "{% if x %}", "{{ x", "{{ zz.y }}", "{{ 1 / 0 }}", "{% include 'x' %}",
                "{{ x|nosuch }}", "{% for i in range(1000000000) %}{% endfor %}", "{{ 'x' * 1000000000 }}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{{ " + "(".repeat(100_000) + "1" }) {
            assertThatThrownBy(() -> render(broken, "{}")).isInstanceOf(TemplateException.class);
        }
    }

    /// What Python's jinja2 makes of them.
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            [123456789.123, 1e-4, 1e16, 100.0, 1e308 * 10] ; [123456789.123, 0.0001, 1e+16, 100.0, inf]
            ['\\x01\\u2028é', "it's", 'a\\nb']              ; ['\\x01\\u2028é', "it's", 'a\\nb']
            {'b': 1, 'A': 2}.items() | list                ; [('b', 1), ('A', 2)]
            {'b': 1, 'A': 2} | dictsort(true, 'value')     ; [('b', 1), ('A', 2)]
            (1,), (), (1, 2)[1]                            ; ((1,), (), 2)
            {none: 1, true: 2} | tojson                    ; {"null": 1, "true": 2}
            [1, 2, 3] | batch(2, 'x') | list               ; [[1, 2], [3, 'x']]
            [1, 2, 3, 4, 5] | slice(3, 'x') | list         ; [[1, 2], [3, 4], [5, 'x']]
            ['b', 'A', 'B', 'a'] | unique | list           ; ['b', 'A']
            ms | sort(attribute='r,n') | map(attribute='n') | list ; [3, 1, 2]
            (ms | max(attribute='n')).n                    ; 3
            ms | groupby('r') | map(attribute='grouper') | list ; ['a', 'b']
            ms | map(attribute='t.0.x', default='-') | list; ['-', '-', 7]
            ['1e3' | int, '1_0' | int, '0x1f' | int(0, 16)]; [1000, 10, 31]
            [2.675 | round(2), 7 | round, -2.5 | round]    ; [2.67, 7, -2.0]
            '%s-%05.2f %d%%' | format('a', 3.14159, 7)     ; a-03.14 7%
            'x%s' % 'y' ~ '{} {1} {{'.format(1, 2)         ; xy1 2 {
            ' a  b c '.rsplit(none, 1)                     ; [' a  b', 'c']
            'a=b=c'.partition('=') ~ 'a=b'.rpartition('-') ; ('a', '=', 'b=c')('', '', 'a=b')
            'a\\r\\nb\\u2028c'.splitlines()                ; ['a', 'b', 'c']
            'Hello'.find('l', 3) ~ '7'.zfill(3) ~ 'a'.ljust(3) ~ 'b'.center(3) ~ '|' ; 3007a   b |
            'foo bar bazaar' | truncate(8)                 ; foo...
            [1] * 2 + [3]                                  ; [1, 1, 3]
            {'a': 1} == {'a': 1.0}                         ; True
            '\\U0001F44D'                                  ; 👍
            """)
    void valuesAreWrittenAsPythonWritesThem(String expression, String text) throws Exception {
        assertThat(render("{{ " + expression + " }}", """
                {"ms": [{"r": "b", "n": 1}, {"r": "b", "n": 2}, {"r": "a", "n": 3, "t": [{"x": 7}]}]}""")).isEqualTo(text);
    }

    @Test
    void macrosSeeAllTheirArgumentsAndLoopsWhatChanged() throws Exception {
        assertThat(render(
                "{% macro m(a, b=a) %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1) }}{{ m(1, 2, 3, k=4) }}",
                "{}")).isEqualTo("11(){}12(3,){'k': 4}");
        assertThat(render("{% for x in [1, 1, 2] %}{{ loop.changed(x) }}{{ loop.depth }}{% endfor %}", "{}"))
                .isEqualTo("True1False1True1");
        assertThat(render(
                "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a is defined }}{% set (c, d) = [3, 4] %}{{ c }}{{ d }}",
                "{}")).isEqualTo("3False34");
        assertThat(render("{{ strftime_now('%-m') }}", "{}")).doesNotStartWith("0").matches("\\d+");
    }

    private static String render(String template, String values) throws JsonProcessingException {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        new ObjectMapper().readTree(values).properties().forEach(entry -> named.put(entry.getKey(), entry.getValue()));
        return ChatTemplate.parse(template).render(named);
    }
}
