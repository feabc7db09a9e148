package org.llmspace.chat.retrieval;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Examples that stand in one text before what is asked, as prompts for language models show them: `Q: ... A: ... Q: ... A:`,
/// or `input -> output` line by line, the last without an output.
///
/// @param outputs of the examples, in their order
/// @param input that an output is wanted for
public record PastedShots(List<String> outputs, String input) {

    private static final Pattern ARROW = Pattern.compile("(?m)^[ \\t]*(.+?)[ \\t]*(?:->|=>|→)[ \\t]*(.*)$");
    private static final Pattern LABELLED = Pattern.compile("(?m)^[ \\t]*(\\p{L}[\\p{L} ]{0,20}):[ \\t]*(.*)$");
    private static final Pattern LABEL = Pattern.compile("^\\p{L}[\\p{L} ]{0,20}:\\s*");
    private static final int WORDS_OF_A_LABEL = 3;
    private static final int TWO_PAIRS = 4;

    public PastedShots {
        outputs = List.copyOf(outputs);
    }

    public static Optional<PastedShots> of(String text) {
        return arrows(text).or(() -> labelled(text));
    }

    /// What is asked, without the examples before it.
    public static String asked(String text) {
        return of(text).map(PastedShots::input).orElse(text);
    }

    /// What the outputs choose from; empty if they are texts of their own.
    public static Set<String> labels(List<String> outputs) {
        Set<String> labels = new LinkedHashSet<>(outputs.stream().map(String::strip).toList());
        boolean all = labels.size() > 1
                && labels.stream().allMatch(label -> !label.isEmpty() && label.split("\\s+").length <= WORDS_OF_A_LABEL
                        && label.chars().noneMatch(Character::isDigit));
        return all ? labels : Set.of();
    }

    private static Optional<PastedShots> arrows(String text) {
        List<MatchResult> lines = ARROW.matcher(text).results().toList();
        if (lines.size() < 2 || !lines.getLast().group(2).isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new PastedShots(outputs(lines.subList(0, lines.size() - 1)), bare(lines.getLast().group(1))));
    }

    /// Pairs of lines with the same two labels again and again.
    private static Optional<PastedShots> labelled(String text) {
        List<MatchResult> lines = new ArrayList<>(LABELLED.matcher(text).results().toList());
        if (lines.size() < TWO_PAIRS || !lines.getLast().group(2).isBlank()) {
            return Optional.empty();
        }
        String output = lines.getLast().group(1);
        String input = lines.get(lines.size() - 2).group(1);
        lines.removeIf(line -> !line.group(1).equals(input) && !line.group(1).equals(output));
        if (lines.size() < TWO_PAIRS) {
            return Optional.empty();
        }
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(lines.size() - 1 - i).group(1).equals(i % 2 == 0 ? output : input)) {
                return Optional.empty();
            }
        }
        return Optional.of(new PastedShots(
                outputs(lines.subList(0, lines.size() - 1).stream().filter(line -> line.group(1).equals(output)).toList()),
                lines.get(lines.size() - 2).group(2).strip()));
    }

    private static List<String> outputs(List<MatchResult> lines) {
        return lines.stream().map(line -> line.group(2).strip()).toList();
    }

    private static String bare(String input) {
        Matcher label = LABEL.matcher(input.strip());
        return label.lookingAt() ? input.strip().substring(label.end()) : input.strip();
    }
}
