package org.llmspace.pipeline.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

/// A table of what both sides did, printed as it grows. A ratio above 1 is in our favour.
final class Rows {

    /// One line of the table.
    record Row(double ours, double peer, String unit, double ratio) {
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();

    Rows() {
        System.out.printf("%-62s %12s %12s %-9s %6s%n", "", "LLM Space", "peer", "", "ratio");
    }

    /// The less the better.
    void less(String what, String unit, double ours, double peer) {
        add(what, new Row(ours, peer, unit, peer / ours));
    }

    /// The more the better.
    void more(String what, String unit, double ours, double peer) {
        add(what, new Row(ours, peer, unit, ours / peer));
    }

    private void add(String what, Row row) {
        rows.put(what, row);
        System.out.printf(Locale.ROOT, "%-62s %,12.1f %,12.1f %-9s %6.2f%n", what, row.ours(), row.peer(), row.unit(),
                row.ratio());
    }

    void write(Path json) throws IOException {
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), rows);
        System.out.println("As JSON: " + json.toAbsolutePath());
    }
}
