package org.llmspace.pipeline.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// The rules that change logits before a token is chosen, in Python's order.
final class LogitsProcessors {

    private interface Rule {
        void apply(int[] ids, float[] logits);
    }

    private final List<Rule> rules = new ArrayList<>();

    /// @param prompt tokens before the first generated one
    /// @param end tokens that end a text
    /// @param constraint what the text must be; null if it may be anything
    LogitsProcessors(GenerationConfig config, int prompt, int[] end, @Nullable Constraint constraint) {
        float repetition = (float) config.number("repetition_penalty", 1);
        float frequency = (float) config.number("frequency_penalty", 0);
        float presence = (float) config.number("presence_penalty", 0);
        add(repetition != 1, (ids, logits) -> penalize(ids, logits, repetition));
        add(frequency != 0 || presence != 0, (ids, logits) -> count(ids, prompt, logits, frequency, presence));
        Map<Integer, Float> bias = config.bias();
        add(!bias.isEmpty(), (_, logits) -> bias.forEach((id, more) -> {
            if (id < logits.length) {
                logits[id] += more;
            }
        }));
        int ngram = config.count("no_repeat_ngram_size", 0);
        add(ngram > 0, (ids, logits) -> blockRepeats(ids, logits, ngram));
        List<int[]> badWords = config.badWords();
        add(!badWords.isEmpty(), (ids, logits) -> badWords.forEach(word -> blockWord(ids, logits, word)));
        int least = config.minLength(prompt);
        add(least > prompt, (ids, logits) -> block(logits, ids.length < least ? end : new int[0]));
        int[] first = config.ids("forced_bos_token_id");
        add(first.length > 0, (ids, logits) -> force(logits, ids.length == 1 ? first : new int[0]));
        int[] last = config.ids("forced_eos_token_id");
        int longest = config.maxLength(prompt);
        add(last.length > 0, (ids, logits) -> force(logits, ids.length == longest - 1 ? last : new int[0]));
        double[] decay = config.decay();
        add(decay.length == 2, (ids, logits) -> hasten(logits, end, ids.length - prompt - (int) decay[0], decay[1]));
        int[] suppressed = config.ids("suppress_tokens");
        add(suppressed.length > 0, (_, logits) -> block(logits, suppressed));
        int[] atFirst = config.ids("begin_suppress_tokens");
        int begin = prompt + (first.length > 0 && prompt == 1 ? 1 : 0);
        add(atFirst.length > 0, (ids, logits) -> block(logits, ids.length == begin ? atFirst : new int[0]));
        add(TimestampRule.wanted(config), new TimestampRule(config, prompt)::apply);
        if (constraint != null) {
            rules.add(constraint::apply);
        }
    }

    private void add(boolean wanted, Rule rule) {
        if (wanted) {
            rules.add(rule);
        }
    }

    /// @param ids all tokens so far, the prompt included
    void apply(int[] ids, float[] logits) {
        rules.forEach(rule -> rule.apply(ids, logits));
    }

    private static void penalize(int[] ids, float[] logits, float penalty) {
        for (int id : Arrays.stream(ids).distinct().toArray()) {
            logits[id] = logits[id] < 0 ? logits[id] * penalty : logits[id] / penalty;
        }
    }

    private static void count(int[] ids, int prompt, float[] logits, float frequency, float presence) {
        int[] generated = Arrays.copyOfRange(ids, prompt, ids.length);
        for (int id : generated) {
            logits[id] -= frequency;
        }
        for (int id : Arrays.stream(generated).distinct().toArray()) {
            logits[id] -= presence;
        }
    }

    private static void blockRepeats(int[] ids, float[] logits, int size) {
        for (int i = 0; i + size <= ids.length; i++) {
            if (Arrays.equals(ids, i, i + size - 1, ids, ids.length - size + 1, ids.length)) {
                logits[ids[i + size - 1]] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    private static void blockWord(int[] ids, float[] logits, int[] word) {
        int before = word.length - 1;
        // like Python, which looks only at words that are not longer than the text
        if (before >= 0 && before <= Math.max(0, ids.length - 1)
                && Arrays.equals(ids, ids.length - before, ids.length, word, 0, before)) {
            block(logits, new int[] { word[before] });
        }
    }

    private static void block(float[] logits, int[] tokens) {
        for (int token : tokens) {
            if (token >= 0 && token < logits.length) {
                logits[token] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    /// Makes an end likelier with every token more than wanted.
    private static void hasten(float[] logits, int[] end, int over, double decay) {
        for (int id : over > 0 ? end : new int[0]) {
            logits[id] += (float) (Math.abs(logits[id]) * (Math.pow(decay, over) - 1));
        }
    }

    private static void force(float[] logits, int[] tokens) {
        if (tokens.length > 0) {
            Arrays.fill(logits, Float.NEGATIVE_INFINITY);
            for (int token : tokens) {
                logits[token] = 0;
            }
        }
    }
}
