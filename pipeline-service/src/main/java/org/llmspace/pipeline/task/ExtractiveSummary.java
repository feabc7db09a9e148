package org.llmspace.pipeline.task;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.PipelineOutput.Summaries;
import org.llmspace.contracts.pipeline.PipelineOutput.Summary;
import org.llmspace.contracts.pipeline.PipelineTask.Summarization;
import org.llmspace.pipeline.model.SentenceEncoder;
import org.llmspace.pipeline.tensor.Vectors;

/// A summary of the text's own sentences, for a model that only understands sentences: those that are close to all
/// others, with a little for standing early, and not twice the same. They keep their order.
final class ExtractiveSummary {

    private static final int MAX_SENTENCES = 400;
    private static final int USUAL_MAX_TOKENS = 142;
    private static final double EARLY = 0.08;
    private static final double REDUNDANCY = 0.4;

    private final SentenceEncoder encoder;

    ExtractiveSummary(SentenceEncoder encoder) {
        this.encoder = encoder;
    }

    Summaries run(Summarization task) {
        List<String> sentences = sentences(task.inputs());
        if (sentences.isEmpty()) {
            throw PipelineException.invalid("summarization needs 'inputs', a text with at least one sentence");
        }
        if (sentences.size() > MAX_SENTENCES) {
            throw PipelineException.invalid("The text has %d sentences; the built-in summary takes %d, send it in parts"
                    .formatted(sentences.size(), MAX_SENTENCES));
        }
        return new Summaries(List.of(new Summary(chosen(sentences, task.parameters()).stream().map(sentences::get)
                .collect(Collectors.joining(" ")))));
    }

    private Set<Integer> chosen(List<String> sentences, GenerationParameters parameters) {
        int[] lengths = sentences.stream().mapToInt(this::tokens).toArray();
        int most = limit("max_length", parameters.maxNewTokens(), parameters.maxLength(), USUAL_MAX_TOKENS);
        int least = limit("min_length", parameters.minNewTokens(), parameters.minLength(), 1);
        int wanted = Math.clamp(IntStream.of(lengths).sum() / 3, Math.min(least, most), most);
        List<float[]> directions = sentences.stream().map(encoder::direction).toList();
        double[] worth = worth(directions);
        Set<Integer> chosen = new TreeSet<>();
        int length = 0;
        for (int next = best(worth, directions, chosen, lengths, most); next >= 0 && (chosen.isEmpty() || length < least
                || length + lengths[next] <= wanted);) {
            chosen.add(next);
            length += lengths[next];
            next = best(worth, directions, chosen, lengths, most - length);
        }
        return chosen;
    }

    private static int limit(String name, @Nullable Integer newTokens, @Nullable Integer length, int otherwise) {
        return newTokens != null ? newTokens : Parameters.notNegative(name, length, otherwise);
    }

    private int tokens(String sentence) {
        return encoder.encoder().model().tokenizer().count(sentence) - 2;
    }

    private static double[] worth(List<float[]> directions) {
        int count = directions.size();
        return IntStream.range(0, count).mapToDouble(i -> {
            double sum = directions.stream().mapToDouble(other -> Vectors.dot(directions.get(i), other)).sum() - 1;
            return sum / Math.max(1, count - 1) + EARLY * (count - i) / count;
        }).toArray();
    }

    /// The sentence that adds most; the first choice may be too long when all are, later ones may not. -1 if none fits.
    private static int best(double[] worth, List<float[]> directions, Set<Integer> chosen, int[] lengths, int room) {
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < worth.length; i++) {
            if (!chosen.contains(i) && lengths[i] <= room) {
                float[] one = directions.get(i);
                double alike = chosen.stream().mapToDouble(other -> Vectors.dot(one, directions.get(other))).max()
                        .orElse(0);
                double gain = worth[i] - REDUNDANCY * alike;
                best = gain > most ? i : best;
                most = Math.max(most, gain);
            }
        }
        return best < 0 && chosen.isEmpty() ? IntStream.range(0, lengths.length).boxed()
                .min((a, b) -> Integer.compare(lengths[a], lengths[b])).orElse(-1) : best;
    }

    private static List<String> sentences(String text) {
        BreakIterator ends = BreakIterator.getSentenceInstance(Locale.ROOT);
        ends.setText(text);
        List<String> sentences = new ArrayList<>();
        for (int from = ends.first(), to = ends.next(); to != BreakIterator.DONE; from = to, to = ends.next()) {
            String sentence = text.substring(from, to).strip().replaceAll("\\s+", " ");
            if (!sentence.isEmpty()) {
                sentences.add(sentence);
            }
        }
        return sentences;
    }
}
