package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput.Answer;
import org.llmspace.contracts.pipeline.PipelineTask.QuestionAnswering;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.Models;
import org.llmspace.pipeline.model.SentenceEncoder;
import org.llmspace.pipeline.tensor.Vectors;

import com.fasterxml.jackson.databind.JsonNode;

/// Weighs answers by how close the sentences they stand in are to the question. A small model marks good spans, but is
/// easily drawn to the wrong sentence; the sentence encoder knows better where to look. An answer that runs on into the next
/// sentence has no weight.
final class SentencePrior {

    private final Models models;
    private final String encoder;
    private final double weight;

    private SentencePrior(Models models, JsonNode settings) {
        this.models = models;
        this.encoder = settings.path("model").asText();
        this.weight = settings.path("weight").asDouble();
    }

    /// What the model's `config.json` says under `sentence_prior`; null if it says nothing.
    static @Nullable SentencePrior of(Model model, Models models) {
        JsonNode settings = model.config().json().path("sentence_prior");
        return settings.isObject() ? new SentencePrior(models, settings) : null;
    }

    /// The same answers with other scores, which sum to what they summed to before.
    List<Answer> weighed(List<Answer> answers, QuestionAnswering task) {
        double[] weights = models.with(encoder, model -> weights(new SentenceEncoder(model), answers, task));
        double before = 0;
        double after = 0;
        for (int i = 0; i < weights.length; i++) {
            before += answers.get(i).score();
            after += answers.get(i).score() * weights[i];
        }
        List<Answer> weighed = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            Answer answer = answers.get(i);
            double score = after == 0 ? answer.score() : answer.score() * weights[i] * before / after;
            weighed.add(new Answer(answer.answer(), score, answer.start(), answer.end()));
        }
        return weighed;
    }

    private double[] weights(SentenceEncoder sentences, List<Answer> answers, QuestionAnswering task) {
        float[] question = sentences.direction(task.question());
        List<Integer> ends = Sentences.ends(task.context());
        double[] cosines = new double[ends.size()];
        boolean[] known = new boolean[ends.size()];
        double[] weights = new double[answers.size()];
        for (int i = 0; i < weights.length; i++) {
            int at = task.context().offsetByCodePoints(0, answers.get(i).start());
            int sentence = sentenceAt(ends, at);
            if (!known[sentence]) {
                int start = sentence == 0 ? 0 : ends.get(sentence - 1);
                cosines[sentence] = Vectors.dot(question,
                        sentences.direction(task.context().substring(start, ends.get(sentence))));
                known[sentence] = true;
            }
            int end = task.context().offsetByCodePoints(0, answers.get(i).end());
            weights[i] = end > ends.get(sentence) ? 0 : Math.exp(weight * cosines[sentence]);
        }
        return weights;
    }

    private static int sentenceAt(List<Integer> ends, int at) {
        int sentence = 0;
        while (ends.get(sentence) <= at && sentence < ends.size() - 1) {
            sentence++;
        }
        return sentence;
    }
}
