package org.llmspace.web.endpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.web.backend.NewCall;

/// A task of the Hub that pipeline-service runs. [Tasks] has one row for each.
///
/// @param streams whether the text that it writes comes piece by piece
/// @param asks the task for some inputs
public record PipelineEndpoint(String name, String title, String description, List<Parameter> parameters,
        List<Return> returns, List<Example> examples, boolean streams,
        Function<Inputs, PipelineTask<?>> asks) implements Endpoint {

    private static final Parameter MODEL = Parameter.optional("model", "Model", new Widget.ModelChoice(), "")
            .withInfo("A model of the Hub or a local folder. Empty means the task's default.");

    public PipelineEndpoint {
        parameters = List.copyOf(parameters);
        returns = List.copyOf(returns);
        examples = List.copyOf(examples);
    }

    /// Begins a row; each of the other methods adds to it.
    static PipelineEndpoint task(String name, String title, String description,
            Function<Inputs, PipelineTask<?>> asks) {
        return new PipelineEndpoint(name, title, description, List.of(MODEL), List.of(), List.of(), false, asks);
    }

    PipelineEndpoint takes(Parameter... more) {
        List<Parameter> all = new ArrayList<>(List.of(more));
        all.add(MODEL);
        return new PipelineEndpoint(name, title, description, all, returns, examples, streams, asks);
    }

    /// There is no default model for this.
    PipelineEndpoint needsModel(String exampleModel) {
        Parameter needed = Parameter.required("model", "Model", new Widget.ModelChoice(), exampleModel)
                .withInfo("A model of the Hub or a local folder.");
        return new PipelineEndpoint(name, title, description, List.of(needed), returns, examples, streams, asks);
    }

    /// The text comes piece by piece; the task has to ask for that.
    PipelineEndpoint streamed() {
        return new PipelineEndpoint(name, title, description, parameters, returns, examples, true, asks);
    }

    PipelineEndpoint gives(String label, Widget widget) {
        List<Return> all = new ArrayList<>(returns);
        all.add(new Return(label, widget));
        return new PipelineEndpoint(name, title, description, parameters, all, examples, streams, asks);
    }

    /// @param values of the parameters, in their order; fewer are enough
    PipelineEndpoint example(String exampleTitle, String... values) {
        Map<String, String> inputs = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            inputs.put(parameters.get(i).name(), values[i]);
        }
        List<Example> all = new ArrayList<>(examples);
        all.add(new Example(exampleTitle, inputs));
        return new PipelineEndpoint(name, title, description, parameters, returns, all, streams, asks);
    }

    @Override
    public NewCall.Request request(Inputs inputs, List<Exchange> past) {
        String model = inputs.textIfAny("model").orElse(null);
        return new NewCall.Request.Pipeline(new PipelineRequest.Call(model, asks.apply(inputs)));
    }

    @Override
    public List<@Nullable Object> values(Answer answer, Inputs inputs) {
        PipelineOutput output = answer.output();
        if (output != null) {
            return OutputValues.of(output, inputs);
        }
        return streams && answer.attempt() > 0 ? List.of(answer.text()) : List.of();
    }
}
