package org.llmspace.pipeline.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedText;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedTexts;
import org.llmspace.contracts.pipeline.PipelineReply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Calls of functions are found in what the families of models write.
class ToolCallsTest {

    private static final Set<String> FUNCTIONS = Set.of("weather", "add");
    private static final String BODY = """
            {"messages": [{"role": "user", "content": "Is it raining?"}],
             "tools": [{"type": "function", "function": {"name": "weather"}}, {"type": "function", "function": {"name": "add"}}]}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <tool_call>~{"name": "weather", "arguments": {"city": "Oslo"}}~</tool_call>                  | weather{"city":"Oslo"}                  | ``
            Let me see.~<tool_call>{"name": "add", "arguments": {"a": 1}}</tool_call>~<tool_call>{"name": "weather", "arguments": {}}</tool_call> | add{"a":1} weather{} | Let me see.
            <tool_call>{"name": "add", "arguments": {"a": "{<tool"}}                                     | add{"a":"{<tool"}                       | ``
            {"name": "weather", "parameters": {"city": "Oslo"}}                                          | weather{"city":"Oslo"}                  | ``
            <¦python_tag¦>{"name": "add", "parameters": {"a": 1}}; {"name": "add", "parameters": {"a": 2}} | add{"a":1} add{"a":2}                 | ``
            [TOOL_CALLS] [{"name": "weather", "arguments": {"city": "Oslo"}, "id": "abcdefghi"}]         | weather{"city":"Oslo"}                  | ``
             [{"name": "add", "arguments": {}}, {"name": "weather", "arguments": {}}]                    | add{} weather{}                         | ``
            [TOOL_CALLS]weather[ARGS]{"city": "Oslo"}[TOOL_CALLS]add[ARGS]{"a": 1}                       | weather{"city":"Oslo"} add{"a":1}       | ``
            weather{"city": "Oslo"}                                                                      | weather{"city":"Oslo"}                  | ``
            {"name": "add"}                                                                              | add{}                                   | ``
            {"name": "subtract", "parameters": {}}                                                       | ``                                      | {"name": "subtract", "parameters": {}}
            {"name": "add", "parameters": {"a": 1}} is how to call it                                    | ``                                      | {"name": "add", "parameters": {"a": 1}} is how to call it
            <tool_call>{"name": "add", "arguments": </tool_call>                                         | ``                                      | <tool_call>{"name": "add", "arguments": </tool_call>
            [1] It is raining.                                                                           | ``                                      | [1] It is raining.
            weather is fine                                                                              | ``                                      | weather is fine
            []                                                                                           | ``                                      | []
            """)
    void areFoundInTheWaysOfTheFamilies(String text, String calls, String content) {
        String answer = text.replace('~', '\n').replace('¦', '|');
        ToolCalls whole = ToolCalls.of(answer, FUNCTIONS);
        assertThat(spelled(whole.calls())).isEqualTo(calls);
        assertThat(whole.content()).isEqualTo(content);
        assertThat(whole.calls()).allSatisfy(call -> assertThat(call.path("id").asText()).matches("[0-9a-z]{9}"));
        assertThat(streamed(answer, calls)).isEqualTo(content);
    }

    /// The content that a stream of single characters gives.
    private static String streamed(String text, String calls) {
        ToolCallStream stream = new ToolCallStream(FUNCTIONS);
        String content = text.chars().mapToObj(Character::toString).map(stream::append).collect(Collectors.joining());
        ToolCalls rest = stream.end();
        assertThat(spelled(rest.calls())).isEqualTo(calls);
        return calls.isEmpty() ? content + rest.content() : (content + rest.content()).strip();
    }

    private static String spelled(List<ObjectNode> calls) {
        return calls.stream().map(call -> call.path("function").path("name").asText()
                + call.path("function").path("arguments").asText()).collect(Collectors.joining(" "));
    }

    @Test
    void whatIsNoCallIsGivenAsItComes() {
        ToolCallStream stream = new ToolCallStream(FUNCTIONS);
        assertThat(stream.append("I ")).isEqualTo("I ");
        assertThat(stream.append("see <tool")).isEqualTo("see ");
        assertThat(stream.append("s>")).isEqualTo("<tools>");
        assertThat(stream.append("<tool_call>{")).isEmpty();
    }

    @Test
    void anAnswerThatCallsIsInOpenAisShape() {
        var answer = new GeneratedText("<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1}}</tool_call>", "eos_token", 9,
                7,
                null, List.of(), List.of(), List.of());
        JsonNode choice = new CompletionShape(Completion.read(BODY.getBytes(UTF_8), true))
                .of(List.of(new PipelineReply.Completed("some/model", new GeneratedTexts(List.of(answer)), 1))).path("choices")
                .get(0);
        assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/content").isNull()).isTrue();
        assertThat(choice.at("/message/tool_calls/0/type").asText()).isEqualTo("function");
        assertThat(choice.at("/message/tool_calls/0/function/arguments").textValue()).isEqualTo("{\"a\":1}");
    }

    @Test
    void withoutToolsATextIsAText() {
        assertThat(ToolCalls.of("{\"name\": \"add\", \"parameters\": {}}", Set.of()).calls()).isEmpty();
        Completion none = Completion.read(BODY.replaceFirst("\\{", "{\"tool_choice\": \"none\", ").getBytes(UTF_8), true);
        assertThat(none.functions()).isEmpty();
    }
}
