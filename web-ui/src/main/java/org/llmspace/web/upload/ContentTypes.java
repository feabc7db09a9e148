package org.llmspace.web.upload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Tells the type of a file from its first bytes; neither its name nor what the client said of it is believed.
public final class ContentTypes {

    static final String UNKNOWN = "application/octet-stream";
    /// How many bytes are looked at.
    public static final int LOOK_AT = 512;

    /// Of these a browser makes nothing that could run.
    private static final Set<String> SHOWN_INLINE = Set.of("image/png", "image/jpeg", "image/gif", "image/webp",
            "audio/wav", "audio/mpeg", "audio/ogg", "audio/flac", "audio/mp4", "video/mp4", "video/webm", "text/plain",
            "application/json");
    /// Endings of texts that do something where they are opened.
    private static final Set<String> ACTIVE = Set.of("html", "htm", "xhtml", "shtml", "mhtml", "xml", "xsl", "xslt", "js",
            "mjs");
    private static final Map<String, String> BEGINNINGS = Map.ofEntries(Map.entry("\u0089PNG\r\n\u001a\n", "image/png"),
            Map.entry("\u00ff\u00d8\u00ff", "image/jpeg"), Map.entry("GIF87a", "image/gif"),
            Map.entry("GIF89a", "image/gif"), Map.entry("BM", "image/bmp"), Map.entry("OggS", "audio/ogg"),
            Map.entry("fLaC", "audio/flac"), Map.entry("ID3", "audio/mpeg"),
            Map.entry("\u001aE\u00df\u00a3", "video/webm"), Map.entry("%PDF-", "application/pdf"),
            Map.entry("PK\u0003\u0004", "application/zip"), Map.entry("II*\0", "image/tiff"),
            Map.entry("MM\0*", "image/tiff"));
    private static final Map<String, String> FAMILIES = Map.of("RIFF....WAVE", "audio/wav", "RIFF....WEBP",
            "image/webp", "....ftypM4A ", "audio/mp4", "....ftyp", "video/mp4");

    private ContentTypes() {
    }

    /// @param beginning the first [#LOOK_AT] bytes, or all if there are fewer
    /// @param name decides only between kinds of text
    static String of(byte[] beginning, String name) {
        String head = new String(beginning, ISO_8859_1);
        return BEGINNINGS.entrySet().stream().filter(known -> head.startsWith(known.getKey())).map(Map.Entry::getValue)
                .findFirst().orElseGet(() -> family(head, beginning, name));
    }

    /// The type of a file without a name.
    public static String of(byte[] all) {
        return of(all.length > LOOK_AT ? Arrays.copyOf(all, LOOK_AT) : all, "");
    }

    public static boolean shownInline(String type) {
        return SHOWN_INLINE.contains(type);
    }

    private static String family(String head, byte[] beginning, String name) {
        return FAMILIES.entrySet().stream().filter(known -> matches(head, known.getKey()))
                .sorted((one, other) -> other.getKey().length() - one.getKey().length()).map(Map.Entry::getValue)
                .findFirst().orElseGet(() -> mpeg(head) ? "audio/mpeg" : text(beginning, name));
    }

    /// A dot stands for any byte.
    private static boolean matches(String head, String pattern) {
        if (head.length() < pattern.length()) {
            return false;
        }
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) != '.' && pattern.charAt(i) != head.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// A frame of MPEG audio begins with eleven bits that are set.
    private static boolean mpeg(String head) {
        return head.length() > 2 && head.charAt(0) == 0xff && (head.charAt(1) & 0xe6) == 0xe2;
    }

    /// A browser might run what looks like markup or a script, so that is no plain text.
    private static String text(byte[] beginning, String name) {
        if (!isText(beginning)) {
            return UNKNOWN;
        }
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String begin = new String(beginning, UTF_8).replaceFirst("^\\uFEFF", "").stripLeading().toLowerCase(Locale.ROOT);
        if (ending.equals("svg") || begin.startsWith("<svg") || begin.startsWith("<?xml") && begin.contains("<svg")) {
            return "image/svg+xml";
        }
        if (begin.startsWith("<") || ACTIVE.contains(ending)) {
            return ending.startsWith("xml") || begin.startsWith("<?xml") ? "application/xml"
                    : ending.contains("js") && !begin.startsWith("<") ? "text/javascript" : "text/html";
        }
        return ending.equals("json") ? "application/json" : "text/plain";
    }

    private static boolean isText(byte[] beginning) {
        for (byte one : beginning) {
            if (one >= 0 && one < 0x20 && one != '\t' && one != '\n' && one != '\r' && one != '\f') {
                return false;
            }
        }
        return decodes(beginning, beginning.length) || beginning.length == LOOK_AT && endsInACharacter(beginning);
    }

    /// The last character of a longer text may be cut.
    private static boolean endsInACharacter(byte[] beginning) {
        return decodes(beginning, LOOK_AT - 1) || decodes(beginning, LOOK_AT - 2) || decodes(beginning, LOOK_AT - 3);
    }

    private static boolean decodes(byte[] bytes, int length) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
