package org.llmspace.pipeline.task;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.PipelineOutput.Summaries;
import org.llmspace.contracts.pipeline.PipelineOutput.Summary;
import org.llmspace.contracts.pipeline.PipelineTask.Summarization;
import org.llmspace.pipeline.model.SentenceEncoder;
import org.llmspace.pipeline.tensor.Vectors;
import org.llmspace.pipeline.tokenizer.EncodeOptions;
import org.llmspace.pipeline.tokenizer.Encoding;

/// A summary of the text's own sentences, for a model that only understands sentences: those that are close to all
/// others, with a little for standing early, and not twice the same. They keep their order. A sentence that leans on the
/// one before ("He", "However") is seldom taken without it.
final class ExtractiveSummary {

    private static final int MAX_SENTENCES = 400;
    private static final int USUAL_MAX_TOKENS = 142;
    private static final double EARLY = 0.08;
    private static final double REDUNDANCY = 0.4;
    private static final double LEANING = 0.12;
    private static final Pattern LEANS = Pattern.compile(
            "(He|She|It|They|We|This|That|These|Those|His|Her|Its|Their|But|And|So|Then|However|Also|Instead|Therefore|Thus"
                    + "|Moreover|Meanwhile|Nevertheless|Still|Both|Such|Another|Here|There|For example|As a result)\\b.*");

    private final SentenceEncoder encoder;

    ExtractiveSummary(SentenceEncoder encoder) {
        this.encoder = encoder;
    }

    Summaries run(Summarization task) {
        List<String> sentences = Sentences.of(task.inputs());
        if (sentences.isEmpty()) {
            throw PipelineException.invalid("summarization needs 'inputs', a text with at least one sentence");
        }
        if (sentences.size() > MAX_SENTENCES) {
            throw PipelineException.invalid("The text has %d sentences; the built-in summary takes %d, send it in parts"
                    .formatted(sentences.size(), MAX_SENTENCES));
        }
        return new Summaries(List.of(new Summary(summary(sentences, task.parameters()))));
    }

    private String summary(List<String> sentences, GenerationParameters parameters) {
        int most = Math.max(1, limit("max_length", parameters.maxNewTokens(), parameters.maxLength(), USUAL_MAX_TOKENS));
        int least = Math.min(most, limit("min_length", parameters.minNewTokens(), parameters.minLength(), 1));
        return cut(chosen(sentences, least, most).stream().map(sentences::get).collect(Collectors.joining(" ")), most);
    }

    private Set<Integer> chosen(List<String> sentences, int least, int most) {
        Candidates candidates = new Candidates(sentences.stream().mapToInt(this::tokens).toArray(),
                sentences.stream().map(encoder::direction).toList(),
                sentences.stream().map(sentence -> LEANS.matcher(sentence).matches()).toList());
        int wanted = Math.clamp(IntStream.of(candidates.lengths()).sum() / 3, least, most);
        Set<Integer> chosen = new TreeSet<>();
        int length = 0;
        int next = candidates.first(most);
        while (next >= 0 && (chosen.isEmpty() || length < least || length + candidates.lengths()[next] <= wanted)) {
            chosen.add(next);
            length += candidates.lengths()[next];
            next = candidates.best(chosen, most - length);
        }
        return chosen;
    }

    private static int limit(String name, @Nullable Integer newTokens, @Nullable Integer length, int otherwise) {
        return newTokens != null ? newTokens : Parameters.notNegative(name, length, otherwise);
    }

    private int tokens(String sentence) {
        return encoder.encoder().model().tokenizer().count(sentence) - 2;
    }

    /// As many tokens as may be, and no half word; only a text without any short sentence needs it.
    private String cut(String text, int most) {
        Encoding tokens = encoder.encoder().model().tokenizer().encode(text,
                EncodeOptions.defaults().withSpecialTokens(false));
        int end = Math.min(most, tokens.size());
        while (end > 1 && end < tokens.size() && tokens.wordIds()[end] == tokens.wordIds()[end - 1]) {
            end--;
        }
        return end == tokens.size() ? text : text.substring(0, tokens.end(end - 1));
    }

    private record Candidates(int[] lengths, List<float[]> directions, List<Boolean> leans, double[] worth) {

        Candidates(int[] lengths, List<float[]> directions, List<Boolean> leans) {
            this(lengths, directions, leans, IntStream.range(0, lengths.length).mapToDouble(i -> worth(directions, i))
                    .toArray());
        }

        /// The best sentence to begin with, or the shortest if all are too long.
        int first(int most) {
            int best = best(Set.of(), most);
            return best >= 0 ? best
                    : IntStream.range(0, lengths.length).boxed().min(Comparator.comparingInt(i -> lengths[i])).orElseThrow();
        }

        /// The sentence that adds most; -1 if none fits.
        int best(Set<Integer> chosen, int room) {
            return IntStream.range(0, lengths.length).filter(i -> !chosen.contains(i) && lengths[i] <= room).boxed()
                    .max(Comparator.comparingDouble(i -> gain(i, chosen))).orElse(-1);
        }

        private double gain(int i, Set<Integer> chosen) {
            float[] one = directions.get(i);
            double alike = chosen.stream().mapToDouble(other -> Vectors.dot(one, directions.get(other))).max().orElse(0);
            boolean alone = i > 0 && leans.get(i) && !chosen.contains(i - 1);
            return worth[i] - REDUNDANCY * alike - (alone ? LEANING : 0);
        }

        private static double worth(List<float[]> directions, int i) {
            int count = directions.size();
            double sum = directions.stream().mapToDouble(other -> Vectors.dot(directions.get(i), other)).sum() - 1;
            return sum / Math.max(1, count - 1) + EARLY * (count - i) / count;
        }
    }
}
