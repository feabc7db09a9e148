package org.llmspace.chat.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Reads what was compressed, but not more than fits: a few kilobytes can hold gigabytes of nothing.
final class Limited {

    private Limited() {
    }

    /// @throws UnreadableDocumentException if there is more than `most`
    static byte[] read(InputStream in, int most) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        copy(in, all, most);
        return all.toByteArray();
    }

    static void skip(InputStream in, int most) throws IOException {
        copy(in, OutputStream.nullOutputStream(), most);
    }

    private static void copy(InputStream in, OutputStream out, int most) throws IOException {
        byte[] piece = new byte[16_384];
        long all = 0;
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            all += read;
            if (all > most) {
                throw new UnreadableDocumentException(
                        "the document unpacks to more than %d MB; that is refused".formatted(most >> 20));
            }
            out.write(piece, 0, read);
        }
    }
}
