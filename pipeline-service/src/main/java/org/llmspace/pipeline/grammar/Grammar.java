package org.llmspace.pipeline.grammar;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/// Which texts may be written, character by character. For one thread: what was found out is kept for the next time.
public final class Grammar {

    private static final int MAX_STATES = 50_000;

    private final Map<Set<Stack>, State> states = new HashMap<>();
    private final State start;

    private Grammar(Rule rule) {
        this.start = state(Set.of(new Stack(rule, null)));
    }

    /// Texts that match a regular expression from their beginning to their end.
    ///
    /// @throws GrammarException if it cannot be read
    public static Grammar regex(String expression) {
        return new Grammar(new Expression(expression, Chars.ALL).rule());
    }

    /// JSON that a schema describes.
    ///
    /// @throws GrammarException if the schema cannot be followed here
    public static Grammar json(JsonNode schema) {
        return new Grammar(new Schema(schema).rule());
    }

    /// Where nothing is written yet.
    public State start() {
        return start;
    }

    private State state(Set<Stack> begun) {
        var unfolding = new Unfolding();
        unfolding.run(begun);
        if (states.size() >= MAX_STATES) {
            states.clear();
        }
        State state = new State(unfolding.heads, unfolding.complete);
        State known = states.putIfAbsent(unfolding.heads, state);
        return known == null || known.complete != state.complete ? state : known;
    }

    /// Unfolds rules until each stack begins with a character.
    private static final class Unfolding {

        private final Set<Stack> heads = new LinkedHashSet<>();
        private final Set<Stack> seen = new HashSet<>();
        private final Deque<Stack> open = new ArrayDeque<>();
        /// What follows parts that have not begun yet, so that nothing is repeated without a character in it.
        private final Set<Stack> following = Collections.newSetFromMap(new IdentityHashMap<>());
        private boolean complete;

        void run(Set<Stack> begun) {
            begun.forEach(this::add);
            while (!open.isEmpty()) {
                Stack stack = open.pop();
                unfold(stack.rule, stack);
            }
        }

        private void add(@Nullable Stack stack) {
            if (stack == null) {
                complete = true;
            } else if (!following.contains(stack) && seen.add(stack)) {
                open.push(stack);
            }
        }

        private void unfold(Rule rule, Stack stack) {
            Stack rest = stack.rest;
            switch (rule) {
                case Rule.One _ -> heads.add(stack);
                case Rule.Sequence(var parts) -> add(all(parts, rest));
                case Rule.Choice(var parts) -> parts.forEach(part -> add(new Stack(part, rest)));
                case Rule.Repeat(var part, var least, var most) -> {
                    boolean skips = least == 0 || Rule.mayBeEmpty(part, new HashSet<>());
                    if (skips) {
                        add(rest);
                    }
                    if (most > 0) {
                        int less = most == Rule.Repeat.ENDLESS ? most : most - 1;
                        Stack more = new Stack(new Rule.Repeat(part, skips ? 0 : least - 1, less), rest);
                        following.add(more);
                        add(new Stack(part, more));
                    }
                }
                case Rule.Named named -> add(new Stack(named.rule(), rest));
            }
        }
    }

    private static @Nullable Stack all(List<Rule> parts, @Nullable Stack rest) {
        Stack stack = rest;
        for (Rule part : parts.reversed()) {
            stack = new Stack(part, stack);
        }
        return stack;
    }

    /// What may come: a rule, and then the rest.
    private static final class Stack {
        private final Rule rule;
        private final @Nullable Stack rest;
        private final int hash;

        Stack(Rule rule, @Nullable Stack rest) {
            this.rule = rule;
            this.rest = rest;
            this.hash = 31 * rule.hashCode() + (rest == null ? 0 : rest.hash);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Stack stack && hash == stack.hash && rule.equals(stack.rule)
                    && Objects.equals(rest, stack.rest);
        }
    }

    /// How far a text has come.
    public final class State {

        private final Set<Stack> heads;
        private final boolean complete;
        private final Map<Integer, State> next = new HashMap<>();

        private State(Set<Stack> heads, boolean complete) {
            this.heads = heads;
            this.complete = complete;
        }

        /// Whether the text may end here.
        public boolean isComplete() {
            return complete;
        }

        /// Whether one of some characters may come.
        public boolean goesOn(int from, int to) {
            return heads.stream().anyMatch(head -> chars(head).meets(from, to));
        }

        /// The state after more text; null if it may not come.
        public @Nullable State after(String text) {
            State state = this;
            for (int i = 0; i < text.length() && state != null; i += Character.charCount(text.codePointAt(i))) {
                state = state.after(text.codePointAt(i));
            }
            return state;
        }

        private @Nullable State after(int character) {
            State known = next.get(character);
            if (known == null) {
                Set<Stack> rests = new LinkedHashSet<>();
                for (Stack head : heads) {
                    if (chars(head).has(character)) {
                        rests.add(head.rest == null ? new Stack(Rule.NOTHING, null) : head.rest);
                    }
                }
                known = state(rests);
                next.put(character, known);
            }
            return known.heads.isEmpty() && !known.complete ? null : known;
        }

        private static Chars chars(Stack head) {
            return ((Rule.One) head.rule).chars();
        }
    }
}
