package org.llmspace.chat.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/// A table: each row says which column each value belongs to, so that a row can be understood alone.
final class CsvText {

    private static final int ROWS = 8;

    private CsvText() {
    }

    static List<Block> read(String text) {
        CSVFormat format = CSVFormat.DEFAULT.builder().setDelimiter(delimiter(text)).setIgnoreEmptyLines(true)
                .setIgnoreSurroundingSpaces(true).setTrim(true).build();
        try (CSVParser parser = CSVParser.parse(text, format)) {
            return blocks(parser.getRecords());
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw new UnreadableDocumentException("the table cannot be read as CSV: " + e.getMessage(), e);
        }
    }

    private static List<Block> blocks(List<CSVRecord> records) {
        List<Block> blocks = new ArrayList<>();
        if (records.size() == 1) {
            return List.of(new Block(null, String.join(", ", records.getFirst().toList())));
        }
        for (int from = 1; from < records.size(); from += ROWS) {
            int to = Math.min(records.size(), from + ROWS);
            List<String> rows = new ArrayList<>();
            for (CSVRecord row : records.subList(from, to)) {
                rows.add(row(records.getFirst(), row));
            }
            blocks.add(new Block(to - from == 1 ? "row " + from : "rows %d to %d".formatted(from, to - 1),
                    String.join("\n", rows)));
        }
        return blocks;
    }

    private static String row(CSVRecord header, CSVRecord row) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            if (!row.get(i).isBlank()) {
                String column = i < header.size() && !header.get(i).isBlank() ? header.get(i) : "column " + (i + 1);
                cells.add(column + ": " + row.get(i));
            }
        }
        return String.join("; ", cells);
    }

    /// The one that the first line has most of.
    private static String delimiter(String text) {
        String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        return Stream.of(",", ";", "\t", "|")
                .max(Comparator.comparingInt(one -> first.split(Pattern.quote(one), -1).length))
                .orElse(",");
    }
}
