package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput.Chunk;
import org.llmspace.contracts.pipeline.PipelineOutput.Transcript;
import org.llmspace.pipeline.tokenizer.Tokenizer;

/// Joins what was heard in the parts of a recording, which overlap, as Python's pipeline does: where two parts say the
/// same, they are joined in its middle; times in what they share count once.
final class TranscriptMerge {

    private static final double SECONDS_PER_TOKEN = 0.02;

    /// A part of the recording, in seconds.
    ///
    /// @param left what it shares with the part before
    /// @param right what it shares with the part after
    record Part(int[] tokens, double length, double left, double right) {
    }

    private final Tokenizer tokenizer;
    private final int firstTimestamp;
    private final boolean timestamps;
    private final List<Chunk> chunks = new ArrayList<>();
    private List<int[]> previous = new ArrayList<>();
    private List<Integer> current = new ArrayList<>();
    private @Nullable Double start;
    private boolean skip;
    private double offset;

    TranscriptMerge(Tokenizer tokenizer, int firstTimestamp, boolean timestamps) {
        this.tokenizer = tokenizer;
        this.firstTimestamp = firstTimestamp;
        this.timestamps = timestamps;
    }

    Transcript of(List<Part> parts) {
        parts.forEach(this::add);
        if (!previous.isEmpty()) {
            close(null);
        }
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.text()));
        return new Transcript(text.toString(), timestamps ? chunks : List.of());
    }

    private void add(Part part) {
        offset -= part.left();
        double first = part.left() / SECONDS_PER_TOKEN + firstTimestamp;
        int last = lastTimestamp(part);
        for (int token : part.tokens()) {
            if (token >= firstTimestamp) {
                timestamp(token, first, last);
            } else if (!tokenizer.isSpecial(token)) {
                current.add(token);
            }
        }
        offset += part.length() - part.right();
        if (!current.isEmpty()) {
            previous.add(current.stream().mapToInt(Integer::intValue).toArray());
            current = new ArrayList<>();
        } else if (previous.isEmpty()) {
            start = null;
        }
    }

    /// The first time in what is shared with the next part; the greatest number if there is none.
    private int lastTimestamp(Part part) {
        int last = Integer.MAX_VALUE;
        for (int i = part.tokens().length - 1; part.right() > 0 && i >= 0; i--) {
            int token = part.tokens()[i];
            if (token >= firstTimestamp) {
                boolean before = (token - firstTimestamp) * SECONDS_PER_TOKEN < part.length() - part.right();
                if (last != Integer.MAX_VALUE && before) {
                    return last;
                }
                last = token;
            }
        }
        return last;
    }

    private void timestamp(int token, double first, int last) {
        double time = Math.round(((token - firstTimestamp) * SECONDS_PER_TOKEN + offset) * 100) / 100.0;
        if (token >= last) {
            skip = true;
        } else if (skip || !previous.isEmpty() && token < first) {
            skip = false;
        } else if (start == null) {
            start = time;
        } else if (time != start) {
            previous.add(current.stream().mapToInt(Integer::intValue).toArray());
            close(time);
        }
    }

    private void close(@Nullable Double end) {
        String text = tokenizer.decode(joined(previous), true, false);
        chunks.add(new Chunk(text, Arrays.asList(start, end)));
        previous = new ArrayList<>();
        current = new ArrayList<>();
        start = null;
    }

    static int[] joined(List<int[]> sequences) {
        List<Integer> total = new ArrayList<>();
        int[] left = sequences.getFirst();
        for (int[] right : sequences.subList(1, sequences.size())) {
            int[] middles = middles(left, right);
            Arrays.stream(left, 0, middles[0]).forEach(total::add);
            left = Arrays.copyOfRange(right, middles[1], right.length);
        }
        Arrays.stream(left).forEach(total::add);
        return total.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Where to leave one sequence and go on in the other: amid the overlap with most matches.
    private static int[] middles(int[] left, int[] right) {
        double best = 0;
        int[] middles = { left.length, 0 };
        for (int shift = 1; shift < left.length + right.length; shift++) {
            int leftStart = Math.max(0, left.length - shift);
            int leftStop = Math.min(left.length, left.length + right.length - shift);
            int rightStart = Math.max(0, shift - left.length);
            int matches = 0;
            for (int i = leftStart; i < leftStop; i++) {
                matches += left[i] == right[rightStart + i - leftStart] ? 1 : 0;
            }
            double matching = (double) matches / shift + shift / 10_000.0; // longer overlaps win a tie
            if (matches > 1 && matching > best) {
                best = matching;
                middles = new int[] { (leftStart + leftStop) / 2, (rightStart + Math.min(right.length, shift)) / 2 };
            }
        }
        return middles;
    }
}
