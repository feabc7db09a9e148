package org.llmspace.chat.retrieval;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/// Search by words: rare words count more, repeated words count less and less (Okapi BM25).
final class Bm25 {

    private static final double K1 = 1.2;
    private static final double B = 0.6;
    private static final int HEADING_WEIGHT = 3;

    private final List<Map<String, Integer>> frequencies;
    private final int[] lengths;
    private final double averageLength;
    private final Map<String, Integer> documentFrequencies = new HashMap<>();
    private final double all;

    /// All passages, where those to rank are only some of them.
    ///
    /// @param containing how many passages hold a term
    record Corpus(int passages, double averageLength, Map<String, Integer> containing) {
        Corpus {
            containing = Map.copyOf(containing);
        }
    }

    /// @param questions of each passage, which count as a part of it
    /// @param corpus null if these passages are all that there are
    Bm25(List<Passage> passages, List<List<String>> questions, @Nullable Corpus corpus) {
        this.frequencies = IntStream.range(0, passages.size()).mapToObj(i -> frequencies(passages.get(i), questions.get(i)))
                .toList();
        this.lengths = frequencies.stream().mapToInt(counts -> counts.values().stream().mapToInt(i -> i).sum()).toArray();
        frequencies.forEach(counts -> counts.keySet().forEach(term -> documentFrequencies.merge(term, 1, Integer::sum)));
        if (corpus == null) {
            this.all = lengths.length;
            this.averageLength = Math.max(1, IntStream.of(lengths).average().orElse(1));
        } else {
            this.all = corpus.passages();
            this.averageLength = Math.max(1, corpus.averageLength());
            documentFrequencies.putAll(corpus.containing());
        }
    }

    /// One score per passage, as a share of what a perfect passage would get: between 0 and 1.
    ///
    /// @param query terms with their weights
    float[] scores(Map<String, Double> query) {
        float[] scores = new float[lengths.length];
        double best = 0;
        for (Map.Entry<String, Double> wanted : query.entrySet()) {
            String term = wanted.getKey();
            double weight = wanted.getValue() * idf(term);
            best += weight;
            for (int i = 0; i < scores.length; i++) {
                scores[i] += (float) (weight * saturation(frequencies.get(i).getOrDefault(term, 0), lengths[i]));
            }
        }
        for (int i = 0; i < scores.length && best > 0; i++) {
            scores[i] /= (float) best;
        }
        return scores;
    }

    /// How much words that a question and a heading share weigh among all words of both: 1 if they ask the same.
    ///
    /// @param query terms with their weights
    double agreement(Map<String, Double> query, Collection<String> heading) {
        double all = 0;
        double common = 0;
        for (Map.Entry<String, Double> term : query.entrySet()) {
            all += term.getValue() * idf(term.getKey());
            common += heading.contains(term.getKey()) ? 2 * term.getValue() * idf(term.getKey()) : 0;
        }
        for (String term : new HashSet<>(heading)) {
            all += query.getOrDefault(term, 1.0) * idf(term);
        }
        return all == 0 ? 0 : common / all;
    }

    /// Which share of the terms, by their weights, no passage holds.
    double unknown(Map<String, Double> query) {
        double sum = query.values().stream().mapToDouble(Double::doubleValue).sum();
        return sum == 0 ? 0
                : query.entrySet().stream().filter(term -> !documentFrequencies.containsKey(term.getKey()))
                        .mapToDouble(Map.Entry::getValue).sum() / sum;
    }

    private double saturation(int frequency, int length) {
        return frequency == 0 ? 0 : frequency / (frequency + K1 * (1 - B + B * length / averageLength));
    }

    private double idf(String term) {
        return idf(all, documentFrequencies.getOrDefault(term, 0));
    }

    /// How much a term tells that so many of all passages hold.
    static double idf(double all, int containing) {
        return Math.log(1 + (all - containing + 0.5) / (containing + 0.5));
    }

    /// The terms of a passage, each as often as it counts.
    static Map<String, Integer> frequencies(Passage passage) {
        return frequencies(passage, List.of());
    }

    private static Map<String, Integer> frequencies(Passage passage, List<String> questions) {
        Map<String, Integer> counts = new HashMap<>();
        count(Terms.of(passage.text()), 1, counts);
        if (passage.section() != null) {
            count(Terms.of(passage.section()), HEADING_WEIGHT, counts);
        }
        questions.forEach(question -> count(Terms.of(question), 1, counts));
        return counts;
    }

    private static void count(Collection<String> terms, int weight, Map<String, Integer> counts) {
        terms.forEach(term -> counts.merge(term, weight, Integer::sum));
    }
}
