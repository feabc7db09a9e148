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

    private static String render(String template, String values) throws JsonProcessingException {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        new ObjectMapper().readTree(values).properties().forEach(entry -> named.put(entry.getKey(), entry.getValue()));
        return ChatTemplate.parse(template).render(named);
    }
}
