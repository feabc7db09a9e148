package org.llmspace.pipeline.generation;

import java.util.Arrays;

/// Whisper tells times by tokens of their own. They come in pairs, end before begin of the next, never go back, and come
/// whenever all of them together are likelier than the likeliest piece of text.
final class TimestampRule {

    private final int noTimestamps;
    private final int first;
    private final int end;
    private final int prompt;
    private final int latestStart;

    TimestampRule(GenerationConfig config, int prompt) {
        this.noTimestamps = config.count("no_timestamps_token_id", 0);
        this.first = noTimestamps + 1;
        int[] ends = config.ids("eos_token_id");
        this.end = ends.length == 0 ? 0 : ends[0];
        this.prompt = prompt;
        this.latestStart = config.count("max_initial_timestamp_index", 0);
    }

    /// Whether the caller wants times and the model has tokens for them.
    static boolean wanted(GenerationConfig config) {
        return config.flag("return_timestamps") && config.count("no_timestamps_token_id", 0) > 0;
    }

    void apply(int[] ids, float[] logits) {
        logits[noTimestamps] = Float.NEGATIVE_INFINITY;
        int[] said = Arrays.copyOfRange(ids, prompt, ids.length);
        boolean last = said.length > 0 && said[said.length - 1] >= first;
        boolean oneBefore = said.length < 2 || said[said.length - 2] >= first;
        if (last && oneBefore) {
            block(logits, first, logits.length);
        } else if (last) {
            block(logits, 0, end);
        }
        int latest = Arrays.stream(said).filter(id -> id >= first).reduce(-1, (_, id) -> id);
        if (latest >= 0) {
            block(logits, first, last && !oneBefore ? latest : latest + 1);
        }
        if (said.length == 0) {
            block(logits, 0, first);
            if (latestStart > 0) {
                block(logits, first + latestStart + 1, logits.length);
            }
        }
        preferTimes(logits);
    }

    private void preferTimes(float[] logits) {
        float[] logprobs = BeamSearch.logSoftmax(logits);
        double times = 0;
        double text = Double.NEGATIVE_INFINITY;
        for (int id = 0; id < logprobs.length; id++) {
            if (id >= first) {
                times += Math.exp(logprobs[id]);
            } else {
                text = Math.max(text, logprobs[id]);
            }
        }
        if (Math.log(times) > text) {
            block(logits, 0, first);
        }
    }

    private static void block(float[] logits, int from, int to) {
        if (from < Math.min(to, logits.length)) {
            Arrays.fill(logits, from, Math.min(to, logits.length), Float.NEGATIVE_INFINITY);
        }
    }
}
