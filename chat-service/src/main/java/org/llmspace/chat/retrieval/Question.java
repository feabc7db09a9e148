package org.llmspace.chat.retrieval;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

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
            "(?i)^\\W*(and|so|but|then|ok|what about|how about|why|which one)\\b.*|.*\\b(it|its|that|this|these|those|they|them|one|ones|there|instead|else|former|latter)\\b.*");

    static Question of(List<ChatMessage> messages) {
        List<String> asked = messages.stream().filter(message -> message.role() == Role.USER).map(ChatMessage::text).toList();
        String last = asked.isEmpty() ? "" : asked.getLast();
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
        return Terms.of(text).size() <= FEW_TERMS || REFERS_BACK.matcher(text.replace('\n', ' ')).matches();
    }
}
