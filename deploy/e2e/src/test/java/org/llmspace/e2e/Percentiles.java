package org.llmspace.e2e;

import java.util.Arrays;
import java.util.List;

/// Times in milliseconds, summed up.
record Percentiles(double p50, double p99) {

    static Percentiles ofNanos(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Percentiles(at(sorted, 0.50), at(sorted, 0.99));
    }

    private static double at(long[] sorted, double quantile) {
        int index = (int) Math.ceil(quantile * sorted.length) - 1;
        return Math.round(sorted[Math.clamp(index, 0, sorted.length - 1)] / 1e4) / 100.0;
    }

    @Override
    public String toString() {
        return "p50 %.1f ms, p99 %.1f ms".formatted(p50, p99);
    }

    static String table(List<String[]> rows) {
        int[] widths = new int[rows.getFirst().length];
        rows.forEach(row -> Arrays.setAll(widths, i -> Math.max(widths[i], row[i].length())));
        StringBuilder table = new StringBuilder();
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                table.append(("%-" + (widths[i] + 2) + "s").formatted(row[i]));
            }
            table.append(System.lineSeparator());
        }
        return table.toString();
    }
}
