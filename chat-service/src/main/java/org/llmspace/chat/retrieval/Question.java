package org.llmspace.chat.retrieval;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Role;

/// What is asked, with the question before it where this one cannot be understood alone.
///
/// @param before the earlier question; empty if this one stands for itself
record Question(String text, String before) {

    private static final double WEIGHT_OF_BEFORE = 0.35;
    private static final int FEW_TERMS = 2;
    private static final int MOST_BEFORE = 3;
    private static final Pattern REFERS_BACK = Pattern.compile(
            "(?i)^\\W*(and|so|but|then|ok|what about|how about|why|which one)\\b.*");
    private static final Pattern POINTS_BACK = Pattern.compile(
            "(?i).*\\b(it|its|that|this|these|those|they|them|their|one|ones|there|instead|else|former|latter)\\b.*");
    /// "What is RAG?" is short, but stands for itself; "What are the advantages?" does not.
    private static final Pattern DEFINITION = Pattern.compile(
            "(?i)^\\W*(?:(?:and|so|but|ok|okay|then|now|please|can you|could you|tell me)[ ,]+)*"
                    + "(?:what(?: even| exactly| actually)?(?: is|'s| are| does| do)|whats|define|explain|describe|how (?:does|do)) "
                    + "(?!the\\b|(?:some |any |other )*(?:advantage|alternative|benefit|best|better|con|cost|detail|difference|disadvantage|"
                    + "downside|drawback|example|kind|limit|limitation|more|option|price|pro|reason|risk|step|type|use)s?\\b).*");
    private static final Pattern WANTS_MORE = Pattern
            .compile("(?i).*\\b(?:more|further|else|other|another|continue|go on)\\b.*");

    private static final Pattern PRONOUN = Pattern.compile("(?i)\\b(?:it|its|that|this|these|those|they|them|their)\\b");
    private static final Pattern HERE = Pattern.compile(
            "(?i)\\b(?:(?:in|on|at|with|to|of|for) )?(?:(?:this|the) (?:space|app|application|site|website|web ?page|chat page)|this (?:tool|system|project|server|thing))\\b"
                    + "|\\b(?:over |in |from )?here\\b");
    private static final String SUBJECT = "((?:[\\p{L}\\p{N}.+-]+ ?){1,4}?)";
    private static final List<Pattern> COMPARED = List.of(
            Pattern.compile("(?i).*\\bdifferences? between " + SUBJECT + " and " + SUBJECT + "\\W*$"),
            Pattern.compile("(?i).*\\bcompare " + SUBJECT + " (?:and|with|to) " + SUBJECT + "\\W*$"),
            Pattern.compile("(?i).*\\bhow (?:is|are|does|do) " + SUBJECT + " (?:different|differ) from " + SUBJECT + "\\W*$"),
            Pattern.compile(
                    "(?i)^\\W*(?:what is better |which is better,? |is )?" + SUBJECT + " (?:vs\\.?|versus|or|better than) "
                            + SUBJECT + "(?:,? (?:which|what|whats|how)\\b.*| better| difference)?\\W*$"),
            Pattern.compile("(?i).*\\b(?:choose|pick|take|use|better)[:,]? " + SUBJECT + " or " + SUBJECT + "\\W*$"));

    static Question of(List<ChatMessage> messages) {
        List<String> asked = messages.stream().filter(message -> message.role() == Role.USER).map(ChatMessage::text).toList();
        String last = asked.isEmpty() ? "" : PastedShots.asked(asked.getLast());
        return new Question(last, refersBack(last) ? earlier(asked.subList(0, Math.max(0, asked.size() - 1))) : "");
    }

    /// The question before, with those that it refers back to itself.
    private static String earlier(List<String> asked) {
        int from = asked.size() - 1;
        while (from > 0 && asked.size() - from < MOST_BEFORE && refersBack(asked.get(from))) {
            from--;
        }
        return asked.isEmpty() ? "" : String.join("\n", asked.subList(from, asked.size()));
    }

    /// Whether the answer is to go on from what was said, rather than say what is asked for again.
    boolean movesOnFrom(@Nullable String heading) {
        return !before.isEmpty()
                && (wantsMore() || heading == null
                        || !Set.copyOf(Terms.of(heading)).equals(Set.copyOf(Terms.of(text))));
    }

    boolean wantsMore() {
        return WANTS_MORE.matcher(text).matches();
    }

    /// The same question where "here" is called by its name.
    Question aboutLlmSpace() {
        return new Question(HERE.matcher(text).replaceAll(" in LLM Space"), before);
    }

    /// The same question with the subject of the earlier one in place of the word that points back to it, or after it; empty if
    /// it stands for itself.
    Optional<Question> resolved() {
        String subject = Arrays.stream(Terms.spelled(before.lines().findFirst().orElse("")).split("[\\s?!.,]+"))
                .filter(word -> !Terms.of(word).isEmpty()).collect(Collectors.joining(" "));
        if (subject.isEmpty() || wantsMore()) {
            return Optional.empty();
        }
        Matcher pronoun = PRONOUN.matcher(text);
        return Optional.of(new Question(pronoun.find() ? pronoun.replaceFirst(Matcher.quoteReplacement(subject))
                : "%s (%s)".formatted(text, subject), ""));
    }

    /// The two things that are compared; empty if the question compares nothing.
    List<String> compared() {
        return COMPARED.stream().map(pattern -> pattern.matcher(text.replace('\n', ' '))).filter(Matcher::matches).findFirst()
                .map(found -> List.of(found.group(1).strip(), found.group(2).strip())).orElse(List.of());
    }

    /// Whether a heading speaks of all that is compared.
    boolean comparedIn(@Nullable String heading) {
        List<String> there = heading == null ? List.of() : Terms.of(heading);
        return compared().stream().allMatch(subject -> Terms.of(subject).stream().anyMatch(there::contains));
    }

    /// The words to look for, with their weights.
    Map<String, Double> terms() {
        Map<String, Double> terms = new HashMap<>();
        Terms.of(before).forEach(term -> terms.put(term, WEIGHT_OF_BEFORE));
        Terms.of(text).forEach(term -> terms.put(term, 1.0));
        return terms;
    }

    /// Which share of the question's pairs of neighbouring words stands in a passage as it stands in the question.
    double phrasesIn(Passage passage) {
        List<String> asked = Terms.of(text);
        if (asked.size() < 2) {
            return 0;
        }
        String there = " " + String.join(" ", Terms.of(passage.embeddable())) + " ";
        long found = 0;
        for (int i = 0; i + 1 < asked.size(); i++) {
            found += there.contains(" %s %s ".formatted(asked.get(i), asked.get(i + 1))) ? 1 : 0;
        }
        return (double) found / (asked.size() - 1);
    }

    String embeddable() {
        return before.isEmpty() ? text : before + "\n" + text;
    }

    private static boolean refersBack(String text) {
        String line = text.replace('\n', ' ');
        List<String> terms = Terms.of(line);
        if (POINTS_BACK.matcher(line).matches() || terms.isEmpty()) {
            return true;
        }
        return !DEFINITION.matcher(line).matches() && (terms.size() <= FEW_TERMS || REFERS_BACK.matcher(line).matches());
    }
}
