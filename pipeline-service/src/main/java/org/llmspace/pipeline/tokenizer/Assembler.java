package org.llmspace.pipeline.tokenizer;

import java.util.ArrayList;
import java.util.List;

import org.llmspace.pipeline.tokenizer.PostProcessor.Piece;

/// Cuts the runs of one or two texts to size and lays them out among special tokens.
record Assembler(List<String> texts, List<TokenRun> runs, List<Piece> layout) {

    /// A range of a run that goes into one encoding.
    private record Part(TokenRun run, int from, int to) {
        int size() {
            return to - from;
        }
    }

    /// Everything, uncut.
    Encoding whole() {
        return assemble(runs.stream().map(run -> new Part(run, 0, run.size())).toList(), List.of());
    }

    /// Cut so that the runs have `budget` tokens together; the rest follows as overflow.
    Encoding cut(int budget, Truncation truncation) {
        int total = runs.stream().mapToInt(TokenRun::size).sum();
        if (total <= budget) {
            return whole();
        }
        var lengths = lengths(budget, total, truncation.strategy());
        var first = parts(runs.get(0), lengths[0], truncation);
        if (runs.size() == 1) {
            var rest = first.subList(1, first.size()).stream().map(part -> assemble(List.of(part), List.of()));
            return assemble(List.of(first.get(0)), rest.toList());
        }
        var second = parts(runs.get(1), lengths[1], truncation);
        var overflow = new ArrayList<Encoding>();
        for (int i = 1; i < first.size(); i++) {
            for (var other : second) {
                overflow.add(assemble(List.of(first.get(i), other), List.of()));
            }
        }
        for (int j = 1; j < second.size(); j++) {
            overflow.add(assemble(List.of(first.get(0), second.get(j)), List.of()));
        }
        return assemble(List.of(first.get(0), second.get(0)), overflow);
    }

    private int[] lengths(int budget, int total, Truncation.Strategy strategy) {
        int first = runs.get(0).size();
        int second = runs.size() == 1 ? 0 : runs.get(1).size();
        if (budget == 0) {
            return new int[] { 0, 0 };
        }
        return switch (strategy) {
            case LONGEST_FIRST -> runs.size() == 1 ? new int[] { budget, 0 } : longestFirst(budget, first, second);
            case ONLY_FIRST -> new int[] { shortened(first, total - budget, "first"), second };
            case ONLY_SECOND -> new int[] { first, shortened(secondGiven(second), total - budget, "second") };
        };
    }

    private int secondGiven(int size) {
        if (runs.size() == 1) {
            throw new TokenizerException("truncation \"only_second\" needs a second text; give one, or use "
                    + "\"longest_first\"");
        }
        return size;
    }

    // the shorter text is kept whole while it fits in half
    private static int[] longestFirst(int budget, int first, int second) {
        int shorter = Math.min(first, second);
        int longer = shorter > budget ? shorter : Math.max(shorter, budget - shorter);
        if (shorter + longer > budget) {
            shorter = budget / 2;
            longer = shorter + budget % 2;
        }
        return first > second ? new int[] { longer, shorter } : new int[] { shorter, longer };
    }

    private static int shortened(int size, int remove, String which) {
        if (size <= remove) {
            throw new TokenizerException("the " + which + " text has " + size + " tokens and " + remove
                    + " would have to go; allow a larger max_length, or truncate by \"longest_first\"");
        }
        return size - remove;
    }

    /// The windows of a run, the one that is kept first.
    private static List<Part> parts(TokenRun run, int length, Truncation truncation) {
        if (length >= run.size()) {
            return List.of(new Part(run, 0, run.size()));
        }
        if (length == 0) {
            return List.of(new Part(run, 0, 0), new Part(run, 0, run.size()));
        }
        if (truncation.stride() >= length) {
            throw new TokenizerException("the stride " + truncation.stride() + " leaves nothing of the " + length
                    + " tokens that fit; use a smaller stride or a larger max_length");
        }
        var parts = new ArrayList<Part>();
        int step = length - truncation.stride();
        if (truncation.direction() == Side.RIGHT) {
            int from = 0;
            for (; from + length < run.size(); from += step) {
                parts.add(new Part(run, from, from + length));
            }
            parts.add(new Part(run, from, run.size()));
        } else {
            int to = run.size();
            for (; to - length > 0; to -= step) {
                parts.add(new Part(run, to - length, to));
            }
            parts.add(new Part(run, 0, to));
        }
        return parts;
    }

    private Encoding assemble(List<Part> parts, List<Encoding> overflow) {
        int size = 0;
        for (var piece : layout) {
            size += switch (piece) {
                case Piece.Special special -> 1;
                case Piece.Sequence sequence -> parts.get(sequence.index()).size();
            };
        }
        var encoding = new Encoding(size, texts, overflow);
        int at = 0;
        for (var piece : layout) {
            switch (piece) {
                case Piece.Special special -> encoding.putSpecial(at++, special.id(), special.token(),
                        special.typeId());
                case Piece.Sequence sequence -> {
                    var part = parts.get(sequence.index());
                    for (int i = part.from(); i < part.to(); i++) {
                        encoding.put(at++, part.run(), i, sequence.typeId(), sequence.index());
                    }
                }
            }
        }
        return encoding;
    }
}
