package org.llmspace.web.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.web.backend.NewCall;

/// A task of the Hub that pipeline-service runs.
public abstract class PipelineEndpoint implements Endpoint {

    static final Parameter MODEL = Parameter.optional("model", "Model", new Widget.Textbox(1, "org/name"), "")
            .withInfo("A model of the Hub or a local folder. Empty means the task's default.");

    abstract PipelineTask<?> task(Inputs inputs);

    /// What a client gets for an output.
    abstract @Nullable Object value(PipelineOutput output);

    @Override
    public final NewCall.Request request(Inputs inputs, List<Exchange> past) {
        String model = inputs.textIfAny("model").orElse(null);
        return new NewCall.Request.Pipeline(new PipelineRequest.Call(model, task(inputs)));
    }

    @Override
    public final @Nullable Object value(Answer answer) {
        PipelineOutput output = answer.output();
        return output == null ? null : value(output);
    }

    /// Gradio's value of a label component; null if the output is none.
    static @Nullable Object labels(PipelineOutput output) {
        if (!(output instanceof PipelineOutput.Classification(var labels)) || labels.isEmpty()) {
            return null;
        }
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("label", labels.getFirst().label());
        value.put("confidences", labels.stream()
                .map(label -> Map.of("label", label.label(), "confidence", label.score())).toList());
        return value;
    }
}
