package org.llmspace.web.endpoint;

import static org.llmspace.web.endpoint.Parameter.required;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineTask;

/// How close sentences are to one sentence.
public final class SentenceSimilarity extends PipelineEndpoint {

    private static final List<Parameter> PARAMETERS = List.of(
            required("source_sentence", "Source sentence", new Widget.Textbox(2, "The sentence to compare with"),
                    "The cat sleeps on the sofa."),
            required("sentences", "Sentences", new Widget.Texts(5, "One sentence a line"),
                    "A kitten naps on the couch.\nThe stock market fell.").withInfo("One a line."),
            MODEL);

    private static final List<Example> EXAMPLES = List.of(
            example("Cats", "The cat sleeps on the sofa.", "A kitten naps on the couch.", "My dog likes long walks.",
                    "The stock market fell on Monday."),
            example("A question and its twins", "How do I reset my password?", "I forgot my login and cannot get in.",
                    "Where can I change my password?", "Which payment methods do you take?"));

    @Override
    public String name() {
        return "sentence_similarity";
    }

    @Override
    public String title() {
        return "Sentence similarity";
    }

    @Override
    public String description() {
        return "Measures how close sentences are in meaning to one sentence, from -1 to 1.";
    }

    @Override
    public List<Parameter> parameters() {
        return PARAMETERS;
    }

    @Override
    public Return returns() {
        return new Return("Similarities", new Widget.Json());
    }

    @Override
    public List<Example> examples() {
        return EXAMPLES;
    }

    @Override
    PipelineTask<?> task(Inputs inputs) {
        return new PipelineTask.SentenceSimilarity(inputs.text("source_sentence"), inputs.lines("sentences"));
    }

    @Override
    @Nullable
    Object value(PipelineOutput output) {
        return output instanceof PipelineOutput.Similarities(var scores) ? scores : null;
    }

    private static Example example(String title, String source, String... sentences) {
        return new Example(title, Map.of("source_sentence", source, "sentences", String.join("\n", sentences)));
    }
}
