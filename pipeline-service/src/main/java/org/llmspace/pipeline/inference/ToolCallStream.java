package org.llmspace.pipeline.inference;

import java.util.Set;

/// Holds back what may be a call of a function while a text grows, because a call is only known when it is whole.
final class ToolCallStream {

    private final Set<String> functions;
    private final StringBuilder text = new StringBuilder();
    private int given;

    /// @param functions the names that can be asked for; empty if nothing needs to be held back
    ToolCallStream(Set<String> functions) {
        this.functions = functions;
    }

    /// Takes a piece and returns what is sure to be no call.
    String append(String piece) {
        text.append(piece);
        if (functions.isEmpty()) {
            return give(text.length());
        }
        int mark = text.indexOf(ToolCalls.BEGIN);
        if (mark >= 0) {
            return give(mark);
        }
        return given == 0 && ToolCalls.mayBegin(text.toString(), functions) ? "" : give(text.length() - maybeMark());
    }

    /// The calls, and what of the rest was not given yet.
    ToolCalls end() {
        ToolCalls rest = ToolCalls.of(text.substring(given), functions);
        given = text.length();
        return rest;
    }

    /// How many characters at the end could begin a call.
    private int maybeMark() {
        int length = Math.min(ToolCalls.BEGIN.length() - 1, text.length());
        while (!ToolCalls.BEGIN.startsWith(text.substring(text.length() - length))) {
            length--;
        }
        return length;
    }

    private String give(int to) {
        String more = to > given ? text.substring(given, to) : "";
        given = Math.max(given, to);
        return more;
    }
}
