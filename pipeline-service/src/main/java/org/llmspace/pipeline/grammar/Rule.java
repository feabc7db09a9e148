package org.llmspace.pipeline.grammar;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// What a part of a text may be.
sealed interface Rule {

    /// One of some characters.
    record One(Chars chars) implements Rule {
    }

    /// One part after another.
    record Sequence(List<Rule> parts) implements Rule {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /// One part of several.
    record Choice(List<Rule> parts) implements Rule {
        public Choice {
            parts = List.copyOf(parts);
        }
    }

    /// The same again and again.
    ///
    /// @param most [Repeat#ENDLESS] for no limit
    record Repeat(Rule part, int least, int most) implements Rule {
        static final int ENDLESS = Integer.MAX_VALUE;
    }

    /// A rule that may contain itself; two of them are equal only if they are the same.
    final class Named implements Rule {
        private final Supplier<Rule> rule;

        Named(Supplier<Rule> rule) {
            this.rule = rule;
        }

        Rule rule() {
            return rule.get();
        }
    }

    /// Whether the empty text follows a rule.
    ///
    /// @param met rules that contain this one
    static boolean mayBeEmpty(Rule rule, Set<Named> met) {
        return switch (rule) {
            case One _ -> false;
            case Sequence(var parts) -> parts.stream().allMatch(part -> mayBeEmpty(part, met));
            case Choice(var parts) -> parts.stream().anyMatch(part -> mayBeEmpty(part, met));
            case Repeat(var part, var least, var _) -> least == 0 || mayBeEmpty(part, met);
            case Named named -> met.add(named) && mayBeEmpty(named.rule(), met);
        };
    }

    Rule NOTHING = new Sequence(List.of());

    static Rule sequence(Rule... parts) {
        return new Sequence(List.of(parts));
    }

    static Rule choice(Rule... parts) {
        return new Choice(List.of(parts));
    }

    static Rule text(String text) {
        return new Sequence(text.codePoints().<Rule> mapToObj(c -> new One(Chars.of(c, c))).toList());
    }

    static Rule chars(String characters) {
        return new One(Chars.of(characters));
    }

    static Rule any(Rule part) {
        return new Repeat(part, 0, Repeat.ENDLESS);
    }

    static Rule maybe(Rule part) {
        return new Repeat(part, 0, 1);
    }
}
