package org.llmspace.web.space.component;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.web.words.Words;

/// A part of what was said in a recording.
///
/// @param when for people, for instance `0:04 – 0:07`
public record SaidAt(String when, String text) {

    public static SaidAt of(PipelineOutput.Chunk chunk) {
        return new SaidAt(time(chunk.timestamp().getFirst()) + " – " + time(chunk.timestamp().getLast()), chunk.text());
    }

    private static String time(@Nullable Double seconds) {
        return seconds == null ? Words.say("end")
                : String.format(Locale.ROOT, "%d:%04.1f", (int) (seconds / 60), seconds % 60);
    }
}
