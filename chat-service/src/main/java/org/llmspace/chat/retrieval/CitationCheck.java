package org.llmspace.chat.retrieval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.llmspace.contracts.chat.Citation;

/// Checks whether cited passages say what the sentences say that cite them. Numbers and names must stand in the passage, a
/// negation must be in both or in neither, and enough of the other words, or of the meaning, must agree.
final class CitationCheck {

    /// How close the meanings of two texts are, from -1 to 1; empty while the encoder is away.
    interface Meaning {
        Optional<Double> closeness(String claim, String passage);
    }

    /// One or several numbers in brackets: `[1]`, `[1][2]`, `[1, 2]`.
    private static final Pattern REFERENCES = Pattern.compile("(?:\\s*\\[\\d{1,3}(?:\\s*,\\s*\\d{1,3})*])+");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}(?![.,]?\\d)");
    private static final Pattern FIGURE = Pattern.compile("\\d+(?:[.,]\\d+)*");
    private static final Pattern NAME = Pattern.compile("(?<=[\\p{Ll},;] )\\p{Lu}[\\p{L}\\p{N}-]+");
    private static final Pattern NEGATION = Pattern
            .compile("(?i)\\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot)\\b|n['’]t\\b");
    private static final Pattern MARKUP = Pattern.compile("[*_`#>]+");
    private static final double SURE = 0.6;
    private static final double POSSIBLE = 0.3;
    private static final double CLOSE = 0.55;
    private static final double ENOUGH_WITHOUT_MEANING = 0.5;

    private final Meaning meaning;

    CitationCheck(Meaning meaning) {
        this.meaning = meaning;
    }

    /// The passages that the answer names, in the order of their numbers.
    List<Citation> cited(String answer, List<Citation> evidence) {
        Map<Integer, List<String>> claims = claims(answer);
        return evidence.stream().filter(citation -> claims.containsKey(citation.number()))
                .map(citation -> citation.checked(claims.getOrDefault(citation.number(), List.of()).stream()
                        .allMatch(claim -> supports(citation, claim))))
                .toList();
    }

    /// The sentences before each number.
    private static Map<Integer, List<String>> claims(String answer) {
        Map<Integer, List<String>> claims = new HashMap<>();
        Matcher references = REFERENCES.matcher(answer);
        int from = 0;
        while (references.find()) {
            String claim = lastSentence(answer.substring(from, references.start()));
            NUMBER.matcher(references.group()).results().forEach(number -> claims
                    .computeIfAbsent(Integer.valueOf(number.group()), _ -> new ArrayList<>()).add(claim));
            from = references.end();
        }
        return claims;
    }

    private static String lastSentence(String text) {
        String plain = MARKUP.matcher(text).replaceAll("").strip();
        return plain.isEmpty() ? "" : Passages.sentences(plain).getLast();
    }

    private boolean supports(Citation citation, String claim) {
        String passage = (citation.section() == null ? "" : citation.section() + "\n") + citation.passage();
        List<String> wanted = Terms.of(claim);
        if (wanted.isEmpty()) {
            return true;
        }
        if (!figures(passage).containsAll(figures(claim)) || !namesStandIn(claim, passage) || negated(claim, wanted, passage)) {
            return false;
        }
        double coverage = coverage(wanted, new HashSet<>(Terms.of(passage)));
        if (coverage >= SURE) {
            return true;
        }
        return coverage >= POSSIBLE && meaning.closeness(claim, passage).map(close -> close >= CLOSE)
                .orElse(coverage >= ENOUGH_WITHOUT_MEANING);
    }

    private static double coverage(List<String> wanted, Set<String> there) {
        return (double) wanted.stream().filter(there::contains).count() / wanted.size();
    }

    private static Set<String> figures(String text) {
        Set<String> figures = new HashSet<>();
        FIGURE.matcher(text).results().forEach(found -> figures.add(found.group().replaceAll("[.,](?=\\d{3}\\b)", "")));
        return figures;
    }

    private static boolean namesStandIn(String claim, String passage) {
        String lower = passage.toLowerCase(Locale.ROOT);
        return NAME.matcher(claim).results().allMatch(name -> lower.contains(name.group().toLowerCase(Locale.ROOT)));
    }

    /// Whether the sentence of the passage that is most like the claim says the opposite.
    private static boolean negated(String claim, List<String> wanted, String passage) {
        String nearest = "";
        double best = 0;
        for (String sentence : Passages.sentences(passage)) {
            double coverage = coverage(wanted, new HashSet<>(Terms.of(sentence)));
            if (coverage > best) {
                best = coverage;
                nearest = sentence;
            }
        }
        return best >= SURE && NEGATION.matcher(claim).find() != NEGATION.matcher(nearest).find();
    }
}
