package org.llmspace.chat.document;

import java.util.List;
import java.util.Map;

/// A value in a PDF file.
sealed interface Pdf {

    Pdf NULL = new Word("null");

    record Num(double value) implements Pdf {
    }

    record Name(String value) implements Pdf {
    }

    /// @param bytes what they mean is told by the font
    record Text(byte[] bytes) implements Pdf {
    }

    record Array(List<Pdf> values) implements Pdf {
    }

    record Dict(Map<String, Pdf> entries) implements Pdf {

        static final Dict EMPTY = new Dict(Map.of());

        Pdf get(String key) {
            return entries.getOrDefault(key, NULL);
        }
    }

    /// @param raw as it is in the file, packed
    record Stream(Dict dict, byte[] raw) implements Pdf {
    }

    record Ref(int number) implements Pdf {
    }

    /// An operator of a page's content, `true`, `false`, `null`, or a word of the file's own grammar.
    record Word(String value) implements Pdf {
    }
}
