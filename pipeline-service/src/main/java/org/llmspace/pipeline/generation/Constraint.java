package org.llmspace.pipeline.generation;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.grammar.Grammar;
import org.llmspace.pipeline.tokenizer.Tokenizer;

/// Lets only those tokens come that a grammar allows: the likeliest of them, since looking at a whole vocabulary for each
/// token would take long. For one text at a time, and all beams of a search.
final class Constraint {

    /// Where a token is a part of a character.
    private static final String PART = "\uFFFD";

    /// How far a text has come.
    ///
    /// @param open the bytes of a character that is not whole yet
    private record Place(Grammar.State state, byte[] open) {
    }

    private final Grammar grammar;
    private final Tokenizer tokenizer;
    private final int[] end;
    private final int begin;
    private final boolean goesOn;
    private final int choices;
    private final int[] before;
    private final Map<Integer, String> texts = new HashMap<>();

    /// @param end tokens that end a text
    /// @param begin tokens before the first generated one
    /// @param goesOn whether the text goes on after those, so that its first word may need a space
    /// @param choices how many tokens there must be to choose from
    Constraint(Grammar grammar, Tokenizer tokenizer, int[] end, int begin, boolean goesOn, int choices) {
        this.grammar = grammar;
        this.tokenizer = tokenizer;
        this.end = end;
        this.begin = begin;
        this.goesOn = goesOn;
        this.choices = choices;
        this.before = IntStream.range(0, tokenizer.vocabularySize())
                .filter(id -> tokenizer.decode(new int[] { id }, true, false).equals("a")).limit(1).toArray();
    }

    /// @param ids all tokens so far, the prompt included
    void apply(int[] ids, float[] logits) {
        Place place = new Place(grammar.start(), new byte[0]);
        for (int i = begin; i < ids.length; i++) {
            Place next = after(place, ids[i], i == begin);
            place = next == null ? place : next;
        }
        boolean mayEnd = place.open().length == 0 && place.state().isComplete();
        float[] kept = new float[logits.length];
        int wanted = Math.min(choices, logits.length);
        int looked = 0;
        int count = 0;
        while (count < wanted && looked < logits.length) {
            looked = (int) Math.min(logits.length, Math.max(4L * wanted, 8L * looked));
            Arrays.fill(kept, Float.NEGATIVE_INFINITY);
            count = 0;
            for (int id : Candidates.likeliest(logits, looked)) {
                boolean allowed = isEnd(id) ? mayEnd : after(place, id, ids.length == begin) != null;
                if (allowed && count++ < wanted) {
                    kept[id] = logits[id];
                }
            }
        }
        if (count == 0) {
            throw new GenerationException(
                    "The model has no token for what 'grammar' wants next; use another model, or allow more");
        }
        System.arraycopy(kept, 0, logits, 0, logits.length);
    }

    private boolean isEnd(int id) {
        return Arrays.stream(end).anyMatch(one -> one == id);
    }

    /// The place after one more token; null if it may not come.
    private @Nullable Place after(Place place, int id, boolean first) {
        if (tokenizer.isSpecial(id)) {
            return null;
        }
        String text = first && !goesOn ? tokenizer.decode(new int[] { id }, true, false)
                : texts.computeIfAbsent(id, this::text);
        if (place.open().length > 0 || text.contains(PART)) {
            byte[] bytes = tokenizer.bytes(id);
            return bytes == null ? null : after(place.state(), concat(place.open(), bytes));
        }
        Grammar.State state = text.isEmpty() ? null : place.state().after(text);
        return state == null ? null : new Place(state, new byte[0]);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static @Nullable Place after(Grammar.State from, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        boolean broken = StandardCharsets.UTF_8.newDecoder().decode(in, out, false).isError();
        Grammar.State state = broken ? null : from.after(out.flip().toString());
        byte[] open = Arrays.copyOfRange(bytes, in.position(), bytes.length);
        return state != null && (open.length == 0 || goesOn(state, open)) ? new Place(state, open) : null;
    }

    /// Whether a character may come that begins with these bytes.
    private static boolean goesOn(Grammar.State state, byte[] open) {
        int length = (open[0] & 0xf0) == 0xf0 ? 4 : (open[0] & 0xe0) == 0xe0 ? 3 : 2;
        int begin = open[0] & 0xff >> length + 1;
        for (int i = 1; i < open.length; i++) {
            begin = begin << 6 | open[i] & 0x3f;
        }
        int missing = 6 * (length - open.length);
        int least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
        return state.goesOn(Math.max(least, begin << missing), (begin + 1 << missing) - 1);
    }

    /// What a token adds in the middle of a text.
    private String text(int id) {
        String text = tokenizer.decode(IntStream.concat(Arrays.stream(before), IntStream.of(id)).toArray(), true, false);
        return text.substring(before.length);
    }
}
