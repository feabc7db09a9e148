package org.llmspace.web.endpoint;

import static org.llmspace.web.endpoint.Parameter.optional;
import static org.llmspace.web.endpoint.Parameter.required;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineTask;

/// One vector per text.
public final class FeatureExtraction extends PipelineEndpoint {

    private static final List<Parameter> PARAMETERS = List.of(
            required("inputs", "Texts", new Widget.Texts(6, "One text a line"), "A first text.\nA second text.")
                    .withInfo("One a line; the page compares each with each."),
            optional("normalize", "Vectors of length 1", new Widget.Checkbox(), true),
            optional("truncate", "Cut texts that are too long", new Widget.Checkbox(), false), MODEL);

    private static final List<Example> EXAMPLES = List.of(
            example("Three themes", "A kitten naps on the couch.", "The cat sleeps on the sofa.",
                    "Shares fell after the rate decision.", "The central bank raised interest rates.",
                    "Whisk the eggs with the sugar."),
            example("Four languages of one wish", "Good morning!", "Guten Morgen!", "Bonjour !", "The train is late."));

    @Override
    public String name() {
        return "feature_extraction";
    }

    @Override
    public String title() {
        return "Feature extraction";
    }

    @Override
    public String description() {
        return "Turns texts into vectors, so that texts that mean the same lie close together.";
    }

    @Override
    public List<Parameter> parameters() {
        return PARAMETERS;
    }

    @Override
    public Return returns() {
        return new Return("Embeddings", new Widget.Json());
    }

    @Override
    public List<Example> examples() {
        return EXAMPLES;
    }

    @Override
    PipelineTask<?> task(Inputs inputs) {
        return new PipelineTask.FeatureExtraction(inputs.lines("inputs"), inputs.flagIfAny("normalize"), null,
                inputs.flagIfAny("truncate"), null);
    }

    @Override
    @Nullable
    Object value(PipelineOutput output) {
        return output instanceof PipelineOutput.Embeddings(var vectors) ? vectors : null;
    }

    private static Example example(String title, String... texts) {
        return new Example(title, Map.of("inputs", String.join("\n", texts)));
    }
}
