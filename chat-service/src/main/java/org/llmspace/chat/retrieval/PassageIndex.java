package org.llmspace.chat.retrieval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// Passages that can be searched by words and, once they have vectors, by meaning too. What both searches put in front is
/// found by reciprocal rank fusion, and ranked again by how well it fits.
final class PassageIndex implements PassageSearch {

    private static final float WEIGHT_OF_MEANING = 0.6f;
    private static final float WEIGHT_OF_QUESTIONS = 0.6f;
    private static final double WEIGHT_OF_PHRASES = 0.08;
    private static final double MANY = 0.7;
    private static final double WEIGHT_OF_HEADING = 0.3;
    /// How many passages each search puts in front.
    static final int CANDIDATES = 50;
    /// As in the paper on reciprocal rank fusion: how little the very first ranks differ.
    private static final int K = 60;

    private final List<Passage> passages;
    private final List<List<String>> questions;
    /// The terms of the heading and of the questions of each passage.
    private final List<List<List<String>>> asked;
    private final Bm25 words;
    private final Spelling spelling;
    private volatile List<float[]> vectors = List.of();

    PassageIndex(List<Passage> passages) {
        this(passages, Collections.nCopies(passages.size(), List.of()));
    }

    /// @param questions what each passage answers, in the words of those who ask
    PassageIndex(List<Passage> passages, List<List<String>> questions) {
        this(passages, questions, null);
    }

    /// @param corpus that the passages were chosen from; null if they are all that there are
    PassageIndex(List<Passage> passages, List<List<String>> questions, Bm25.@Nullable Corpus corpus) {
        this.passages = List.copyOf(passages);
        this.questions = List.copyOf(questions);
        this.asked = IntStream.range(0, passages.size()).mapToObj(i -> Stream
                .concat(Stream.ofNullable(this.passages.get(i).section()), this.questions.get(i).stream()).map(Terms::of)
                .toList()).toList();
        this.words = new Bm25(this.passages, this.questions, corpus);
        this.spelling = new Spelling(embeddables());
    }

    /// What vectors are needed of: the passages, then their questions.
    List<String> embeddables() {
        return Stream.concat(passages.stream().map(Passage::embeddable), questions.stream().flatMap(List::stream)).toList();
    }

    @Override
    public Question understood(Question question) {
        return new Question(spelling.corrected(question.text()), spelling.corrected(question.before()));
    }

    /// Which share of what a question says stands nowhere in the passages.
    double unknown(Question question) {
        return words.unknown(question.terms());
    }

    List<Passage> passages() {
        return passages;
    }

    @Override
    public boolean hasVectors() {
        return !vectors.isEmpty();
    }

    void vectors(List<float[]> found) {
        if (found.size() == embeddables().size()) {
            vectors = List.copyOf(found);
        }
    }

    @Override
    public List<Hit> search(Question question, float @Nullable [] meaning) {
        float[] lexical = words.scores(question.terms());
        List<float[]> known = vectors;
        if (meaning == null || known.isEmpty()) {
            return ranked(first(lexical).stream().map(i -> hit(question, i, lexical[i], false)).toList());
        }
        float[] semantic = closeness(meaning, known);
        return ranked(fused(first(lexical), first(semantic)).stream()
                .map(i -> hit(question, i, WEIGHT_OF_MEANING * semantic[i] + (1 - WEIGHT_OF_MEANING) * lexical[i], true))
                .toList());
    }

    /// A passage is as close as its text or, if they are closer, as text and the closest of its questions together.
    private float[] closeness(float[] meaning, List<float[]> known) {
        float[] closeness = new float[passages.size()];
        int next = passages.size();
        for (int i = 0; i < closeness.length; i++) {
            float text = Math.max(0, dot(meaning, known.get(i)));
            float question = text;
            for (int j = 0; j < questions.get(i).size(); j++) {
                question = Math.max(question, dot(meaning, known.get(next++)));
            }
            closeness[i] = (1 - WEIGHT_OF_QUESTIONS) * text + WEIGHT_OF_QUESTIONS * question;
        }
        return closeness;
    }

    private Hit hit(Question question, int index, double score, boolean byMeaning) {
        Passage passage = passages.get(index);
        double fit = score + WEIGHT_OF_PHRASES * question.phrasesIn(passage)
                + WEIGHT_OF_HEADING * asksTheSame(question, index);
        return new Hit(passage, Math.min(1, fit), byMeaning);
    }

    /// From 0 for a heading, or a question, that shares many words with the one asked to 1 for one that shares all; fewer tell
    /// nothing.
    private double asksTheSame(Question question, int index) {
        double best = asked.get(index).stream().mapToDouble(terms -> words.agreement(question.terms(), terms)).max().orElse(0);
        return Math.max(0, best - MANY) / (1 - MANY);
    }

    private static List<Hit> ranked(List<Hit> hits) {
        return hits.stream().sorted(Comparator.comparingDouble(Hit::score).reversed()).toList();
    }

    /// The places of the best scores, the best first.
    private static List<Integer> first(float[] scores) {
        return IntStream.range(0, scores.length).boxed()
                .sorted(Comparator.<Integer> comparingDouble(i -> scores[i]).reversed()).limit(CANDIDATES).toList();
    }

    private static List<Integer> fused(List<Integer> one, List<Integer> other) {
        Map<Integer, Double> scores = new HashMap<>();
        for (List<Integer> ranking : List.of(one, other)) {
            for (int rank = 0; rank < ranking.size(); rank++) {
                scores.merge(ranking.get(rank), 1.0 / (K + rank + 1), Double::sum);
            }
        }
        List<Integer> fused = new ArrayList<>(scores.keySet());
        fused.sort(Collections.reverseOrder(Comparator.comparingDouble(i -> scores.getOrDefault(i, 0.0))));
        return fused.subList(0, Math.min(CANDIDATES, fused.size()));
    }

    static float dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
