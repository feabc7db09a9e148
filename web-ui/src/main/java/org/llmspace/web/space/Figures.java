package org.llmspace.web.space;

import java.util.LinkedHashMap;
import java.util.Map;

import org.llmspace.web.call.CallFigures;

/// How the calls of an endpoint went, for people.
///
/// @param taken in how many milliseconds half, nine in ten and 99 in a hundred calls were done
public record Figures(String name, int total, int open, String successful, String taken) {

    /// By endpoint.
    static Map<String, Figures> of(Map<String, CallFigures> figures) {
        Map<String, Figures> shown = new LinkedHashMap<>();
        figures.forEach((name, of) -> shown.put(name, of(name, of)));
        return shown;
    }

    private static Figures of(String name, CallFigures of) {
        return new Figures(name, of.total(), of.open(), Math.round(of.successful() * 100) + " %",
                of.seconds().isEmpty() ? "–" : "%d / %d / %d ms".formatted(millis(of, 50), millis(of, 90), millis(of, 99)));
    }

    private static long millis(CallFigures of, int share) {
        return Math.round(of.percentile(share) * 1000);
    }
}
