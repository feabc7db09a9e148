package org.llmspace.chat.document;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.List;

/// Reads the text of documents, in their order, with what each piece stands under.
public final class DocumentText {

    /// More text than this is refused: compressed formats can hold far more than their size says.
    static final int MOST_CHARACTERS = 20_000_000;

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private DocumentText() {
    }

    /// @throws UnreadableDocumentException if the bytes are not what the format says, or hold no text
    public static List<Block> read(String name, Format format, byte[] bytes) {
        List<Block> blocks = switch (format) {
            case TEXT, MARKDOWN -> MarkdownText.read(decode(bytes));
            case HTML -> HtmlText.read(bytes);
            case PDF -> PdfText.read(bytes);
            case DOCX -> DocxText.read(bytes);
            case CSV -> CsvText.read(decode(bytes));
        };
        if (blocks.isEmpty()) {
            throw new UnreadableDocumentException(format == Format.PDF
                    ? "'%s' holds no text; if its pages are pictures, run it through text recognition (OCR) first"
                            .formatted(name)
                    : "'%s' holds no text".formatted(name));
        }
        return blocks;
    }

    /// Text that was pasted: headings of Markdown are headings.
    public static List<Block> read(String text) {
        return MarkdownText.read(text);
    }

    /// UTF-8 or what the first bytes say; what is neither was written on Windows.
    static String decode(byte[] bytes) {
        int first = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        if (first == 0xfeff || first == 0xfffe) {
            return new String(bytes, 2, bytes.length - 2, first == 0xfeff ? UTF_16BE : UTF_16LE);
        }
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            return new String(bytes, WINDOWS);
        }
    }
}
