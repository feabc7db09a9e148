package org.llmspace.k8s;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Amounts of memory as Kubernetes and the JVM write them.
final class Quantity {

    private static final Pattern FORM = Pattern.compile("(\\d+)([KMGkmg])i?");

    private Quantity() {
    }

    static long bytes(String quantity) {
        Matcher parts = FORM.matcher(quantity);
        if (!parts.matches()) {
            throw new IllegalArgumentException("write '%s' like 256Mi or 2Gi".formatted(quantity));
        }
        int shift = switch (parts.group(2).toUpperCase()) {
            case "K" -> 10;
            case "M" -> 20;
            default -> 30;
        };
        return Long.parseLong(parts.group(1)) << shift;
    }
}
