package org.llmspace.chat.retrieval;

import java.util.List;

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
}
