package org.llmspace.web.gradio;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// A part of a file, first and last byte included.
record ByteRange(long first, long last) {

    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /// Empty if none is asked for, or several, or in words that are not understood: then the whole file is right.
    static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher asked = SINGLE.matcher(header == null ? "" : header);
        if (!asked.matches() || asked.group(1).isEmpty() && asked.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (asked.group(1).isEmpty()) {
            return Optional.of(new ByteRange(Math.max(0, size - Long.parseLong(asked.group(2))), size - 1));
        }
        long last = asked.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(asked.group(2)));
        return Optional.of(new ByteRange(Long.parseLong(asked.group(1)), last));
    }

    boolean satisfiable() {
        return first <= last;
    }
}
