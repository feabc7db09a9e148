package org.llmspace.chat.provider;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Arithmetic as people say it: numbers and operators in words.
final class SpokenArithmetic {

    private static final List<String> SMALL = List.of(("zero one two three four five six seven eight nine ten eleven twelve "
            + "thirteen fourteen fifteen sixteen seventeen eighteen nineteen").split(" "));
    private static final List<String> TENS = List.of("twenty thirty forty fifty sixty seventy eighty ninety".split(" "));
    private static final Map<String, Long> NUMBERS = numbers();
    private static final String WORD = String.join("|", NUMBERS.keySet());
    private static final Pattern NUMBER = Pattern
            .compile("(?i)\\b(?:%1$s)\\b(?:(?:[ -]|(?<=hundred|thousand) and )(?:%1$s)\\b)*".formatted(WORD));
    private static final String N = "(\\d[\\d.,]*%?)";
    /// What is said, and how it is written; the first that fits comes first.
    private static final List<Map.Entry<Pattern, String>> SAID = List.of(
            said("[$€£](?=\\d)|(?<=\\d) ?(?:[€£]|(?:dollar|euro|pound|buck|cent)s?\\b)", ""),
            said("\\b(?:the )?square root of " + N, "sqrt($1)"), said("\\b(?:a |one )?half of " + N, "$1 / 2"),
            said("\\b(?:a |1 )?(?:quarter|fourth) of " + N, "$1 / 4"), said("\\b(?:a |1 )?third of " + N, "$1 / 3"),
            said("\\b3 quarters of " + N, "$1 * 3 / 4"), said("\\b2 thirds of " + N, "$1 * 2 / 3"),
            said("\\b(?:twice|double)(?: of)? " + N, "2 * $1"), said(" ?per ?cent\\b", "%"),
            said("\\b(?:take|subtract|deduct) (\\d[\\d.]*)% (?:off|from)(?: of)? " + N, "$2 * (100 - $1) / 100"),
            said("\\badd (\\d[\\d.]*)%(?: \\w+)? (?:to|on) " + N, "$2 * (100 + $1) / 100"),
            said("\\b(?:increase|raise) " + N + " by (\\d[\\d.]*)%", "$1 * (100 + $2) / 100"),
            said("\\b(?:decrease|reduce|lower) " + N + " by (\\d[\\d.]*)%", "$1 * (100 - $2) / 100"),
            said("\\b" + N + " (?:plus|and|with) (\\d[\\d.]*)%(?: (?:tip|tax|vat|interest))?", "$1 * (100 + $2) / 100"),
            said("\\b" + N + " (?:minus|less) (\\d[\\d.]*)%", "$1 * (100 - $2) / 100"),
            said("(\\d[\\d.]*)% (?:off|discount on|less than)(?: of)? " + N, "$2 * (100 - $1) / 100"),
            said("^.{0,40}?\\b(?:costs?|price is|is) " + N
                    + "\\b.{0,30}?\\b(?:with|after|at) (?:a )?(\\d[\\d.]*)% (?:off|discount|reduction)\\b",
                    "$1 * (100 - $2) / 100"),
            said("(\\d[\\d.]*)% more than " + N, "$2 * (100 + $1) / 100"),
            said("(\\d[\\d.]*)% (?:tip|tax|vat|interest) (?:on|of|for) " + N, "$1% of $2"),
            said("\\bwhat(?: is)? ?(?:%|percentage) (?:of )?" + N + " (?:is|are) " + N, "$2 / $1 * 100"),
            said(N + " (?:is|are)(?: as)? (?:a |what ?)+(?:%|percentage) of " + N, "$1 / $2 * 100"),
            said("\\b(?:add|(?:the )?sum of) " + N + " (?:and|to) " + N, "$1 + $2"),
            said("\\bsubtract " + N + " from " + N, "$2 - $1"),
            said("\\b(?:multiply|(?:the )?product of) " + N + " (?:and|by|with) " + N, "$1 * $2"),
            said("\\b(?:divide|split|share) " + N + " (?:by|into|in|among|between) " + N, "$1 / $2"), said(" plus ", " + "),
            said(" minus ", " - "),
            said(" (?:times|multiplied by|x) ", " * "), said("(?<=\\d)x(?=\\d)", " * "),
            said(" (?:divided by|over) ", " / "), said(" to the power of ", " ^ "), said(" squared\\b", "^2"),
            said(" cubed\\b", "^3"));

    private SpokenArithmetic() {
    }

    static String inSigns(String question) {
        String signs = NUMBER.matcher(question).replaceAll(number -> Long.toString(value(number.group())));
        for (Map.Entry<Pattern, String> said : SAID) {
            signs = said.getKey().matcher(signs).replaceAll(said.getValue());
        }
        return signs;
    }

    private static long value(String words) {
        long whole = 0;
        long part = 0;
        Matcher word = Pattern.compile("[a-z]+").matcher(words.toLowerCase(Locale.ROOT));
        while (word.find()) {
            long number = NUMBERS.getOrDefault(word.group(), 0L);
            if (number == 100) {
                part = Math.max(1, part) * number;
            } else if (number > 100) {
                whole += Math.max(1, part) * number;
                part = 0;
            } else {
                part += number;
            }
        }
        return whole + part;
    }

    private static Map<String, Long> numbers() {
        Map<String, Long> numbers = new HashMap<>(Map.of("hundred", 100L, "thousand", 1_000L, "million", 1_000_000L));
        for (int i = 0; i < SMALL.size(); i++) {
            numbers.put(SMALL.get(i), (long) i);
        }
        for (int i = 0; i < TENS.size(); i++) {
            numbers.put(TENS.get(i), 20L + 10L * i);
        }
        return Map.copyOf(numbers);
    }

    private static Map.Entry<Pattern, String> said(String words, String signs) {
        return Map.entry(Pattern.compile("(?i)" + words), signs);
    }
}
