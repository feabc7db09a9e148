package org.llmspace.chat.retrieval;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// Passages that can be searched by words and, once they have vectors, by meaning too.
final class PassageIndex {

    private static final float WEIGHT_OF_MEANING = 0.6f;

    /// @param score how well the passage fits, between 0 and 1
    /// @param byMeaning whether the score rests on meaning too, or on words alone
    record Hit(Passage passage, double score, boolean byMeaning) {
    }

    private final List<Passage> passages;
    private final Bm25 words;
    private volatile List<float[]> vectors = List.of();

    PassageIndex(List<Passage> passages) {
        this.passages = List.copyOf(passages);
        this.words = new Bm25(this.passages);
    }

    List<String> embeddables() {
        return passages.stream().map(Passage::embeddable).toList();
    }

    boolean hasVectors() {
        return !vectors.isEmpty();
    }

    void vectors(List<float[]> found) {
        if (found.size() == passages.size()) {
            vectors = List.copyOf(found);
        }
    }

    /// All passages, the best first.
    ///
    /// @param meaning the question's vector; null to search by words alone
    List<Hit> search(Question question, float @Nullable [] meaning) {
        float[] lexical = words.scores(question.terms());
        List<float[]> known = vectors;
        boolean byMeaning = meaning != null && !known.isEmpty();
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < lexical.length; i++) {
            float score = byMeaning && meaning != null
                    ? WEIGHT_OF_MEANING * Math.max(0, dot(meaning, known.get(i))) + (1 - WEIGHT_OF_MEANING) * lexical[i]
                    : lexical[i];
            hits.add(new Hit(passages.get(i), score, byMeaning));
        }
        hits.sort((a, b) -> Double.compare(b.score(), a.score()));
        return hits;
    }

    private static float dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
