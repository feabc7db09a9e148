package org.llmspace.chat.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineTask;

class PipelineToolsTest {

    private final List<PipelineTask<?>> asked = new ArrayList<>();
    private PipelineOutput answer = new PipelineOutput.Classification(List.of());
    private boolean translates = true;
    private final Map<String, Tool> tools = new PipelineTools(new PipelineTools.Pipelines() {

        @Override
        @SuppressWarnings("unchecked")
        public <R extends PipelineOutput> R run(@Nullable String model, PipelineTask<R> task, Duration patience) {
            asked.add(task);
            return (R) answer;
        }
    }, Duration.ofSeconds(1)).all(() -> translates).stream().collect(Collectors.toMap(Tool::name, Function.identity()));

    @Test
    void labelsAreSaidWithTheirScores() throws Exception {
        answer = new PipelineOutput.Classification(
                List.of(new LabelScore("POSITIVE", 0.998), new LabelScore("NEGATIVE", 0.002)));
        assertThat(call("sentiment", "{\"text\":\"Lovely.\"}")).isEqualTo("POSITIVE (99.8%), NEGATIVE (0.2%)");
        assertThat(call("classify", "{\"text\":\"Lovely.\",\"labels\":[\"praise\",\"complaint\"]}")).startsWith("POSITIVE");
        assertThat(asked.getLast()).isEqualTo(
                new PipelineTask.ZeroShotClassification("Lovely.", List.of("praise", "complaint"), null, false));
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        answer = new PipelineOutput.Entities(List.of());
        assertThat(call("named_entities", "{\"text\":\"it rains\"}")).contains("no names");
        answer = new PipelineOutput.Answers(List.of(new PipelineOutput.Answer("", 0.9, 0, 0)));
        assertThat(call("answer_from_text", "{\"question\":\"Who?\",\"text\":\"it rains\"}")).contains("does not answer");
        answer = new PipelineOutput.Tokens(List.of(), 7, null);
        assertThat(call("count_tokens", "{\"text\":\"it rains\"}")).startsWith("7 tokens");
    }

    @Test
    void argumentsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> call("sentiment", "{\"txt\":\"x\"}"))
                .withMessageContaining("'text'");
        assertThatIllegalArgumentException().isThrownBy(() -> call("classify", "{\"text\":\"x\"}"))
                .withMessageContaining("labels");
        assertThat(asked).isEmpty();
    }

    @Test
    void translationIsOfferedOnlyWithAModel() {
        assertThat(tool("translate").available()).isTrue();
        translates = false;
        assertThat(tool("translate").available()).isFalse();
        assertThat(tool("classify").parameters()).contains("\"labels\":{\"type\":\"array\"")
                .contains("\"required\":[\"text\",\"labels\"]");
    }

    private String call(String name, String arguments) throws Exception {
        return tool(name).call(EventCodec.json().readTree(arguments));
    }

    private Tool tool(String name) {
        return java.util.Objects.requireNonNull(tools.get(name));
    }
}
