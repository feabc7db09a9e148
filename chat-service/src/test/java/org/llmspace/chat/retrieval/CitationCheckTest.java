package org.llmspace.chat.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.contracts.chat.Citation;

/// A citation counts only if its passage says what the sentence says.
class CitationCheckTest {

    private static final List<Citation> EVIDENCE = List.of(
            new Citation(1, "rules.md", "Returns",
                    "Goods can be returned within 30 days of delivery. Opened software cannot be returned. The customer pays "
                            + "1,200 yen for the parcel, and Zandroth Logistics collects it.",
                    0.8),
            new Citation(2, "rules.md", "Repairs", "Repairs take two weeks and are free of charge in the first year.", 0.6));

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "Goods can be returned within 30 days [1]. | true",
            "You may return the goods within 30 days of their delivery. [1] | true",
            "Goods can be returned within 60 days [1]. | false", "Opened software can be returned [1]. | false",
            "Opened software cannot be returned [1]. | true", "The parcel costs 1200 yen, which the customer pays [1]. | true",
            "The parcel is collected by Bosch Logistics [1]. | false", "The moon is made of green cheese [1]. | false",
            "Intro sentence about the moon. Goods can be returned within 30 days [1]. | true",
            "**Repairs** take two weeks and are free in the first year [1, 2]. | false" })
    void aSentenceIsSupportedOrNot(String answer, boolean supported) {
        assertThat(check(answer).getFirst().supported()).isEqualTo(supported);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "Goods can be returned within 30 days [1]; repairs take two weeks [2]. | 2",
            "Nothing is cited. | 0", "There is no such passage [7]. | 0", "Repairs take two weeks [2][2]. | 1" })
    void onlyWhatIsNamedIsCited(String answer, int citations) {
        assertThat(check(answer)).hasSize(citations).allMatch(citation -> Boolean.TRUE.equals(citation.supported()));
    }

    private static List<Citation> check(String answer) {
        return new CitationCheck((_, _) -> Optional.empty()).cited(answer, EVIDENCE);
    }
}
