package org.llmspace.chat.retrieval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Citation;

/// An answer out of the sentences of passages: those that say most about the question, in the order of their passages, each
/// group with the number of its passage. What stands under a heading that asks a question answers it, and is quoted whole.
public final class Quotation {

    /// Sentences that mean little without the one before them.
    private static final Pattern LEANS_BACK = Pattern
            .compile(
                    "(?i)^(?:it|its|this|that|these|those|they|their|he|she|such|both|so|but|however|then|therefore|also|instead)\\b.*");
    private static final Pattern ROWS = Pattern.compile("\\n+");
    /// A passage of so few words is quoted whole.
    private static final int SHORT = 45;
    private static final int MOST_SENTENCES = 5;
    private static final int MOST_OF_FURTHER_PASSAGES = 2;
    private static final double SHARE_OF_BEST = 0.45;
    private static final double FIRST_OF_PASSAGE = 0.3;
    private static final double SAME = 0.8;
    /// A passage that is as good as the best one, or nearly, is quoted too; the headings of others are named.
    private static final double NEARLY_BEST = 0.88;

    private record Sentence(int passage, int place, String text, Set<String> terms, double score) {
    }

    private final Set<String> asked;
    private final List<Citation> evidence;
    private final List<Citation> related;
    private final Map<String, Double> weights = new HashMap<>();

    private Quotation(Question question, List<Citation> found) {
        this.asked = new HashSet<>(Terms.of(question.text()));
        Citation best = found.getFirst();
        boolean eachAlone = !question.compared().isEmpty() && !question.comparedIn(best.section());
        this.evidence = isQuestion(best) ? found.subList(0, Math.min(found.size(), eachAlone ? 2 : 1))
                : found.stream().filter(one -> one.equals(best)
                        || !asksTheSame(best) && (!isQuestion(one) || one.score() >= NEARLY_BEST * best.score())).toList();
        this.related = found.stream().filter(one -> isQuestion(one) && !evidence.contains(one)).toList();
        // words that stand in every passage tell no sentence from another
        for (Map.Entry<String, Double> term : question.terms().entrySet()) {
            long containing = sentences(false).stream().filter(sentence -> sentence.terms().contains(term.getKey())).count();
            weights.put(term.getKey(), term.getValue() / Math.sqrt(1.0 + containing));
        }
    }

    /// @param evidence the passages, the best first; at least one
    public static String of(List<ChatMessage> messages, List<Citation> evidence) {
        return new Quotation(Question.of(messages), evidence).text();
    }

    private String text() {
        List<Sentence> all = sentences(true);
        List<Set<Integer>> chosen = new ArrayList<>();
        evidence.forEach(_ -> chosen.add(new TreeSet<>()));
        choose(all, chosen);
        List<String> paragraphs = new ArrayList<>();
        for (int i = 0; i < evidence.size(); i++) {
            if (!chosen.get(i).isEmpty()) {
                paragraphs.add(paragraph(i, all, chosen.get(i), paragraphs.isEmpty()));
            }
        }
        if (!related.isEmpty()) {
            paragraphs.add("See also: " + String.join(" ",
                    related.stream().map(Citation::section).map(heading -> "*%s*".formatted(heading)).toList()));
        }
        return String.join("\n\n", paragraphs);
    }

    private static boolean isQuestion(Citation citation) {
        return citation.section() != null && citation.section().endsWith("?");
    }

    private boolean asksTheSame(Citation citation) {
        return citation.section() != null && new HashSet<>(Terms.of(citation.section())).equals(asked);
    }

    private void choose(List<Sentence> all, List<Set<Integer>> chosen) {
        Citation first = evidence.getFirst();
        double best = all.stream().mapToDouble(Sentence::score).max().orElse(0);
        List<Sentence> said = new ArrayList<>();
        for (Sentence sentence : all.stream().sorted(Comparator.comparingDouble(Sentence::score).reversed()).toList()) {
            Set<Integer> places = chosen.get(sentence.passage());
            boolean whole = words(evidence.get(sentence.passage()).passage()) <= SHORT;
            boolean room = said.size() < MOST_SENTENCES
                    && (sentence.passage() == 0 || places.size() < MOST_OF_FURTHER_PASSAGES);
            boolean good = sentence.score() >= SHARE_OF_BEST * best;
            if (said.stream().noneMatch(other -> same(other, sentence)) && (good && room || whole && !places.isEmpty())) {
                said.add(sentence);
                places.add(sentence.place());
                if (sentence.place() > 0 && LEANS_BACK.matcher(sentence.text()).matches()) {
                    places.add(sentence.place() - 1);
                }
            }
        }
        // the best passage is quoted from its beginning: what follows rests on it
        if (isQuestion(first) || asksTheSame(first)) {
            all.stream().filter(sentence -> sentence.passage() == 0 || isQuestion(first))
                    .forEach(sentence -> chosen.get(sentence.passage()).add(sentence.place()));
        } else if (!chosen.getFirst().isEmpty() && !isTable(first.passage())) {
            chosen.getFirst().add(0);
        }
    }

    private String paragraph(int passage, List<Sentence> all, Set<Integer> places, boolean first) {
        Citation citation = evidence.get(passage);
        boolean table = isTable(citation.passage());
        List<String> texts = all.stream().filter(sentence -> sentence.passage() == passage && places.contains(sentence.place()))
                .map(Sentence::text).toList();
        String heading = first || citation.section() == null ? "" : "**" + citation.section() + "** ";
        return "%s%s [%d]".formatted(heading, String.join(table ? "\n" : " ", texts), citation.number());
    }

    private List<Sentence> sentences(boolean scored) {
        List<Sentence> all = new ArrayList<>();
        for (int i = 0; i < evidence.size(); i++) {
            Citation citation = evidence.get(i);
            List<String> texts = isTable(citation.passage()) ? List.of(ROWS.split(citation.passage()))
                    : Passages.sentences(citation.passage().replace('\n', ' '));
            for (int place = 0; place < texts.size(); place++) {
                Set<String> terms = new HashSet<>(Terms.of(texts.get(place)));
                all.add(new Sentence(i, place, texts.get(place).strip(), terms, scored ? score(citation, place, terms) : 0));
            }
        }
        return all;
    }

    private double score(Citation citation, int place, Set<String> terms) {
        double score = 0;
        for (Map.Entry<String, Double> weight : weights.entrySet()) {
            score += terms.contains(weight.getKey()) ? weight.getValue() : 0;
        }
        // the heading asks what the first sentence answers
        boolean asked = citation.section() != null && !isTable(citation.passage())
                && Terms.of(citation.section()).stream().anyMatch(weights::containsKey);
        double size = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        return citation.score()
                * (score / Math.max(size, 1e-9) + (asked ? FIRST_OF_PASSAGE / (1 + place) : 0) + 0.02 / (1 + place));
    }

    private static boolean same(Sentence one, Sentence other) {
        long common = one.terms().stream().filter(other.terms()::contains).count();
        return common > 0 && common >= SAME * Math.max(one.terms().size(), other.terms().size());
    }

    /// Rows of a table, or items of a list.
    private static boolean isTable(String passage) {
        List<String> lines = passage.lines().toList();
        long rows = lines.stream().filter(line -> line.contains(" | ") || line.startsWith("- ") || line.contains("; ")).count();
        return lines.size() > 1 && rows * 2 >= lines.size();
    }

    private static int words(String text) {
        return text.split("\\s+").length;
    }
}
