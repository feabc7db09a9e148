package org.llmspace.pipeline.tokenizer;

import java.util.Arrays;
import java.util.function.Function;

/// Turns generated ids into text as they arrive and gives out whole words only; for one generation on one thread.
///
/// What it has given out never changes later, so it neither ends inside a character that spans several tokens nor
/// cleans up spaces. The text is that of [Tokenizer#decode(int[], boolean, boolean)] without clean-up.
public final class StreamDecoder {

    private final Function<int[], String> decode;
    private int[] ids = new int[0];
    // ids before `read` only give context to those after it, whose text up to `known` has been taken
    private int read;
    private String prefix = "";
    private final StringBuilder pending = new StringBuilder();

    StreamDecoder(Function<int[], String> decode) {
        this.decode = decode;
    }

    /// Takes one id and returns the text that is complete now, often empty.
    public String append(int id) {
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = id;
        var text = decode.apply(ids);
        if (text.length() <= prefix.length() || text.endsWith("\uFFFD")) {
            return "";
        }
        pending.append(text, prefix.length(), text.length());
        ids = Arrays.copyOfRange(ids, read, ids.length);
        prefix = decode.apply(ids);
        read = ids.length;
        return take(completeLength());
    }

    /// The rest, also if it ends inside a word or a character.
    public String end() {
        var text = decode.apply(ids);
        if (text.length() > prefix.length()) {
            pending.append(text, prefix.length(), text.length());
        }
        ids = new int[0];
        read = 0;
        prefix = "";
        return take(pending.length());
    }

    // a line end and CJK need no space after them
    private int completeLength() {
        int length = pending.length();
        if (length == 0) {
            return 0;
        }
        int last = pending.codePointBefore(length);
        return last == '\n' || isCjk(last) ? length : pending.lastIndexOf(" ") + 1;
    }

    private static boolean isCjk(int c) {
        return Character.isIdeographic(c) || c >= 0x3040 && c <= 0x30FF || c >= 0xAC00 && c <= 0xD7A3;
    }

    private String take(int length) {
        var text = pending.substring(0, length);
        pending.delete(0, length);
        return text;
    }
}
