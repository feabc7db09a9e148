package org.llmspace.web.upload;

import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/// Names that are safe in a folder, in a URL and in a header, whatever a client has called its file.
final class FileName {

    private static final int MAX_LENGTH = 100;

    private FileName() {
    }

    /// The last part of a path, without anything but letters, digits, spaces, dots, hyphens and underscores.
    static String of(@Nullable String given) {
        String last = given == null ? "" : given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        String safe = last.replaceAll("[^\\p{L}\\p{M}\\p{N} ._-]", "").strip().replaceAll("^[. ]+|[. ]+$", "");
        if (safe.isEmpty()) {
            return "tmp" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
        }
        return shortened(safe);
    }

    /// Keeps the ending, which people and programs go by. Letters of other scripts take up to four bytes in a file system.
    private static String shortened(String name) {
        if (name.length() <= MAX_LENGTH / 2) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 && name.length() - dot <= 12 ? name.substring(dot) : "";
        String begin = name.substring(0, MAX_LENGTH / 2 - ending.length());
        return (Character.isHighSurrogate(begin.charAt(begin.length() - 1)) ? begin.substring(0, begin.length() - 1)
                : begin) + ending;
    }
}
