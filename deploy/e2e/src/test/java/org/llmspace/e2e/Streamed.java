package org.llmspace.e2e;

/// How long one streamed answer took, in nanoseconds, and whether it was whole.
record Streamed(long firstDelta, long total, boolean whole) {
}
