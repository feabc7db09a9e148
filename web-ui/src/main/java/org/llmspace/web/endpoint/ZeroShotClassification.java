package org.llmspace.web.endpoint;

import static org.llmspace.web.endpoint.Parameter.optional;
import static org.llmspace.web.endpoint.Parameter.required;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineTask;

/// Which of the given labels fit a text, without training.
public final class ZeroShotClassification extends PipelineEndpoint {

    private static final List<Parameter> PARAMETERS = List.of(
            required("inputs", "Text", new Widget.Textbox(5, "The text to sort"),
                    "The battery died after two days and support never answered."),
            required("candidate_labels", "Possible class names", new Widget.Texts(1, "complaint, praise, question"),
                    "complaint, praise, question").withInfo("Separated by commas."),
            optional("hypothesis_template", "Hypothesis template", new Widget.Textbox(1, "This text is about {}."), "")
                    .withInfo("A sentence with {} where a label goes. Empty means the model's own."),
            optional("multi_label", "Allow several true classes", new Widget.Checkbox(), false), MODEL);

    private static final List<Example> EXAMPLES = List.of(
            example("A complaint", "The battery died after two days and support never answered.",
                    "complaint, praise, question, order"),
            example("A news line", "The central bank raised its rate by a quarter point to slow inflation.",
                    "economy, sports, science, politics"),
            example("A recipe", "Fold the egg whites into the batter and bake for forty minutes.",
                    "cooking, travel, gardening, programming"));

    @Override
    public String name() {
        return "zero_shot_classification";
    }

    @Override
    public String title() {
        return "Zero-shot classification";
    }

    @Override
    public String description() {
        return "Sorts a text into classes that you name yourself; nothing has to be trained.";
    }

    @Override
    public List<Parameter> parameters() {
        return PARAMETERS;
    }

    @Override
    public Return returns() {
        return new Return("Classification", new Widget.Label());
    }

    @Override
    public List<Example> examples() {
        return EXAMPLES;
    }

    @Override
    PipelineTask<?> task(Inputs inputs) {
        String template = inputs.textIfAny("hypothesis_template").orElse(null);
        if (template != null && !template.contains("{}")) {
            throw new InvalidInputException("hypothesis_template",
                    "'hypothesis_template' needs {} where the label goes");
        }
        return new PipelineTask.ZeroShotClassification(inputs.text("inputs"), inputs.texts("candidate_labels"), template,
                inputs.flag("multi_label"));
    }

    @Override
    @Nullable
    Object value(PipelineOutput output) {
        return labels(output);
    }

    private static Example example(String title, String text, String labels) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("inputs", text);
        inputs.put("candidate_labels", labels);
        return new Example(title, inputs);
    }
}
