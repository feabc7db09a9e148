package org.llmspace.web.space.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.llmspace.contracts.pipeline.PipelineOutput;

/// What a tokenizer makes of texts: the texts with each token in a colour, and a table of the tokens.
///
/// @param texts each as parts in their order, what belongs to no token included
/// @param tokens as many as are shown
/// @param count all of them
/// @param perToken characters a token stands for on average, for people
/// @param limit how many tokens the model can read, for people; empty if it has no limit
public record TokenList(List<List<Part>> texts, List<PipelineOutput.Token> tokens, int count, String perToken,
        String limit) {

    private static final int SHOWN = 2_000;
    private static final int COLOURS = 5;

    /// @param ids of the tokens that the part belongs to, joined; empty where it belongs to none
    /// @param colour from 0 on
    public record Part(String text, String ids, int colour) {
    }

    public static TokenList of(List<String> texts, PipelineOutput.Tokens tokens) {
        List<PipelineOutput.Token> shown = tokens.tokens().subList(0, Math.min(SHOWN, tokens.tokens().size()));
        List<List<Part>> parts = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            int sequence = i;
            parts.add(parts(texts.get(i), shown.stream()
                    .filter(token -> token.sequence() != null && token.sequence() == sequence).toList()));
        }
        int characters = texts.stream().mapToInt(text -> text.codePointCount(0, text.length())).sum();
        String perToken = tokens.count() == 0 ? "" : String.format(Locale.ROOT, "%.1f", (double) characters / tokens.count());
        return new TokenList(parts, shown, tokens.count(), perToken,
                tokens.maxLength() == null ? "" : tokens.maxLength().toString());
    }

    /// Whether tokens are left out of the table.
    public boolean cut() {
        return tokens.size() < count;
    }

    /// Tokens without a place of their own, for instance the bytes of one character, share a part.
    private static List<Part> parts(String text, List<PipelineOutput.Token> tokens) {
        List<Part> parts = new ArrayList<>();
        int[] codePoints = text.codePoints().toArray();
        int at = 0;
        for (PipelineOutput.Token token : tokens) {
            int start = token.start() == null ? at : Math.clamp(token.start(), 0, codePoints.length);
            int end = token.end() == null ? start : Math.clamp(token.end(), start, codePoints.length);
            if (end <= at && !parts.isEmpty()) {
                Part last = parts.removeLast();
                parts.add(new Part(last.text(), last.ids() + " " + token.id(), last.colour()));
                continue;
            }
            if (start > at) {
                parts.add(new Part(new String(codePoints, at, start - at), "", 0));
            }
            int from = Math.max(at, start);
            parts.add(new Part(new String(codePoints, from, end - from), Integer.toString(token.id()),
                    parts.size() % COLOURS));
            at = end;
        }
        if (at < codePoints.length) {
            parts.add(new Part(new String(codePoints, at, codePoints.length - at), "", 0));
        }
        return parts;
    }
}
