package org.llmspace.chat.retrieval;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/// Passages that can be searched by words and, once they have vectors, by meaning too.
interface PassageSearch {

    /// @param score how well the passage fits, between 0 and 1
    /// @param byMeaning whether the score rests on meaning too, or on words alone
    record Hit(Passage passage, double score, boolean byMeaning) {
    }

    /// The passages that fit, the best first.
    ///
    /// @param meaning the question's vector; null to search by words alone
    List<Hit> search(Question question, float @Nullable [] meaning);

    /// The question with mistyped words put right, as far as the passages know them.
    Question understood(Question question);

    boolean hasVectors();

    /// The best of several searches first. A word that the passages do not know may be mistyped or may be meant: what finds
    /// more is right.
    ///
    /// @param meaning of a question; empty while nobody knows it
    static List<Hit> all(Question question, List<PassageSearch> searches, Function<Question, Optional<float[]>> meaning) {
        List<Hit> asked = search(question, searches, meaning);
        Question understood = question;
        for (PassageSearch one : searches) {
            understood = one.understood(understood);
        }
        if (understood.equals(question)) {
            return asked;
        }
        List<Hit> corrected = search(understood, searches, meaning);
        return corrected.isEmpty() || !asked.isEmpty() && asked.getFirst().score() >= corrected.getFirst().score() ? asked
                : corrected;
    }

    private static List<Hit> search(Question question, List<PassageSearch> searches,
            Function<Question, Optional<float[]>> meaning) {
        float[] vector = searches.stream().anyMatch(PassageSearch::hasVectors) ? meaning.apply(question).orElse(null) : null;
        return searches.stream().flatMap(one -> one.search(question, vector).stream())
                .sorted(Comparator.comparingDouble(Hit::score).reversed()).toList();
    }
}
