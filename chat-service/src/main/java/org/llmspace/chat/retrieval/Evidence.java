package org.llmspace.chat.retrieval;

import java.util.ArrayList;
import java.util.List;

import org.llmspace.chat.retrieval.PassageSearch.Hit;
import org.llmspace.contracts.chat.Citation;

/// Which hits are good enough to answer with.
///
/// @param leastByMeaning the score that the best hit needs, where meaning was searched too
/// @param leastByWords the score that the best hit needs, where words alone were searched
/// @param shareOfBest the score that further hits need, as a share of the best one's
record Evidence(double leastByMeaning, double leastByWords, double shareOfBest) {

    /// For quoting: rather no answer than a wrong one.
    static final Evidence GUIDE = new Evidence(0.33, 0.26, 0.8);
    /// For a language model, which judges itself what the passages are worth.
    static final Evidence CONTEXT = new Evidence(0, 0, 0);

    /// @param hits the best first
    List<Citation> choose(List<Hit> hits, int most) {
        List<Citation> chosen = new ArrayList<>();
        for (Hit hit : hits.stream().limit(most).toList()) {
            if (isGood(hit) && hit.score() >= shareOfBest * hits.getFirst().score()) {
                chosen.add(new Citation(chosen.size() + 1, hit.passage().source(), hit.passage().section(),
                        hit.passage().text(), Math.min(1, hit.score()), hit.passage().id(), null));
            }
        }
        return chosen;
    }

    boolean isGood(Hit hit) {
        return isGood(hit, 0);
    }

    /// @param price what the score must be better by
    boolean isGood(Hit hit, double price) {
        return hit.score() >= price + (hit.byMeaning() ? leastByMeaning : leastByWords);
    }
}
