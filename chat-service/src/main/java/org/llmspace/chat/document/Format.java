package org.llmspace.chat.document;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// The kinds of documents that can be read.
public enum Format {

    TEXT("text/plain", "txt", "text", "log"),
    MARKDOWN("text/markdown", "md", "markdown"),
    HTML("text/html", "html", "htm", "xhtml"),
    PDF("application/pdf", "pdf"),
    DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    CSV("text/csv", "csv", "tsv");

    private final String mediaType;
    private final List<String> endings;

    Format(String mediaType, String... endings) {
        this.mediaType = mediaType;
        this.endings = List.of(endings);
    }

    public String mediaType() {
        return mediaType;
    }

    /// What the bytes are by their first ones, by the media type, or by the ending of the name.
    ///
    /// @throws UnreadableDocumentException if that is none of these
    public static Format of(String name, @Nullable String mediaType, byte[] bytes) {
        if (begins(bytes, "%PDF-")) {
            return PDF;
        }
        if (begins(bytes, "PK\3\4")) {
            return DOCX;
        }
        Format told = byMediaType(mediaType).or(() -> byEnding(name)).orElseGet(() -> {
            if (mediaType != null && mediaType.startsWith("text/") || looksLikeText(bytes)) {
                return TEXT;
            }
            throw unknown(name);
        });
        if (told == PDF || told == DOCX) {
            throw new UnreadableDocumentException("'%s' is no %s: it does not begin like one".formatted(name, told));
        }
        if (!looksLikeText(bytes)) {
            throw unknown(name);
        }
        return told;
    }

    private static UnreadableDocumentException unknown(String name) {
        return new UnreadableDocumentException(
                "'%s' cannot be read; send text, Markdown, HTML, PDF, DOCX or CSV".formatted(name));
    }

    private static Optional<Format> byMediaType(@Nullable String mediaType) {
        String plain = mediaType == null ? "" : mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (plain) {
            case "text/x-markdown" -> Optional.of(MARKDOWN);
            case "application/xhtml+xml" -> Optional.of(HTML);
            case "text/tab-separated-values", "application/csv" -> Optional.of(CSV);
            // what browsers and curl say of files that they do not know, of Markdown too
            case "text/plain" -> Optional.empty();
            case String type -> List.of(values()).stream().filter(format -> format.mediaType.equals(type)).findFirst();
        };
    }

    private static Optional<Format> byEnding(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return List.of(values()).stream().filter(format -> format.endings.contains(ending)).findFirst();
    }

    private static boolean begins(byte[] bytes, String magic) {
        for (int i = 0; i < magic.length(); i++) {
            if (i >= bytes.length || bytes[i] != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Text has no zero bytes, unless it is UTF-16 and says so.
    private static boolean looksLikeText(byte[] bytes) {
        if (bytes.length > 1 && (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xfe + 0xff) {
            return true;
        }
        for (int i = 0; i < Math.min(bytes.length, 4096); i++) {
            if (bytes[i] == 0) {
                return false;
            }
        }
        return true;
    }
}
