package org.llmspace.chat.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The objects of a PDF file. They are found by looking for them, not by the file's own table, which is often wrong; of several
/// with one number the last one counts, as in files that were changed by appending.
final class PdfFile {

    private static final Pattern OBJECT = Pattern.compile("(?<![0-9])(\\d{1,10})[\\s\\x00]+\\d{1,5}[\\s\\x00]+obj(?![a-z])");
    private static final int MOST_PAGES = 10_000;
    private static final int MOST_UNPACKED = 256 << 20;

    /// @param resources fonts and forms, by kind and name
    record Page(Pdf.Dict dict, Pdf.Dict resources) {
    }

    private final byte[] bytes;
    private final Map<Integer, Pdf> objects = new TreeMap<>();
    private long unpacked;
    private int parsedTo;

    PdfFile(byte[] bytes) {
        this.bytes = bytes;
        Matcher found = OBJECT.matcher(new String(bytes, ISO_8859_1));
        for (int from = 0; found.find(from); from = Math.max(found.end(), parsedTo)) {
            parse(Long.valueOf(found.group(1)).intValue(), found.end());
        }
        List.copyOf(objects.values()).forEach(this::unpackObjects);
        refuseEncrypted();
    }

    private void parse(int number, int from) {
        PdfLexer lexer = new PdfLexer(bytes, from);
        Pdf value = lexer.next();
        parsedTo = from;
        if (value instanceof Pdf.Dict dict) {
            int after = lexer.position();
            if (new Pdf.Word("stream").equals(lexer.next())) {
                int begin = lexer.position();
                begin += begin < bytes.length && bytes[begin] == '\r' ? 1 : 0;
                begin += begin < bytes.length && bytes[begin] == '\n' ? 1 : 0;
                int end = end(dict, begin);
                value = new Pdf.Stream(dict, Arrays.copyOfRange(bytes, begin, end));
                parsedTo = end;
            } else {
                parsedTo = after;
            }
        }
        objects.put(number, value == null ? Pdf.NULL : value);
    }

    /// Where a stream ends: by its length if that is right, or else at the next `endstream`.
    private int end(Pdf.Dict dict, int begin) {
        if (dict.get("Length") instanceof Pdf.Num(double length) && length >= 0 && begin + (long) length <= bytes.length) {
            PdfLexer after = new PdfLexer(bytes, begin + (int) length);
            if (after.next() instanceof Pdf.Word(String word) && word.startsWith("endstream")) {
                return begin + (int) length;
            }
        }
        byte[] word = "endstream".getBytes(ISO_8859_1);
        for (int i = begin; i + word.length <= bytes.length; i++) {
            if (bytes[i] == 'e' && Arrays.equals(bytes, i, i + word.length, word, 0, word.length)) {
                return i;
            }
        }
        return bytes.length;
    }

    private void unpackObjects(Pdf object) {
        if (object instanceof Pdf.Stream stream && isType(stream.dict(), "ObjStm")) {
            byte[] content = unpack(stream);
            PdfLexer table = new PdfLexer(content, 0);
            int first = (int) number(stream.dict().get("First"), 0);
            int count = (int) Math.min(number(stream.dict().get("N"), 0), content.length);
            for (int i = 0; i < count; i++) {
                if (table.next() instanceof Pdf.Num(double number) && table.next() instanceof Pdf.Num(double offset)) {
                    Pdf value = new PdfLexer(content, first + (int) offset).next();
                    objects.putIfAbsent((int) number, value == null ? Pdf.NULL : value);
                }
            }
        }
    }

    private void refuseEncrypted() {
        String text = new String(bytes, ISO_8859_1);
        int trailer = text.lastIndexOf("trailer");
        boolean byTrailer = trailer >= 0 && new PdfLexer(bytes, trailer + 7).next() instanceof Pdf.Dict dict
                && dict.entries().containsKey("Encrypt");
        boolean byStream = objects.values().stream().anyMatch(object -> object instanceof Pdf.Stream stream
                && isType(stream.dict(), "XRef") && stream.dict().entries().containsKey("Encrypt"));
        if (byTrailer || byStream) {
            throw new UnreadableDocumentException("the PDF file is encrypted; send it without a password");
        }
    }

    /// The pages in their order.
    List<Page> pages() {
        List<Page> pages = new ArrayList<>();
        for (Pdf object : List.copyOf(objects.values()).reversed()) {
            if (object instanceof Pdf.Dict catalog && isType(catalog, "Catalog")) {
                walk(dict(catalog.get("Pages")), Pdf.Dict.EMPTY, pages, new HashSet<>());
                break;
            }
        }
        if (pages.isEmpty()) {
            objects.values().forEach(object -> {
                if (object instanceof Pdf.Dict page && isType(page, "Page")) {
                    pages.add(new Page(page, dict(page.get("Resources"))));
                }
            });
        }
        return pages;
    }

    private void walk(Pdf.Dict node, Pdf.Dict inherited, List<Page> pages, Set<Pdf.Dict> seen) {
        Pdf.Dict own = dict(node.get("Resources"));
        Pdf.Dict resources = own.entries().isEmpty() ? inherited : own;
        if (pages.size() >= MOST_PAGES || seen.size() > 2 * MOST_PAGES) {
            return;
        }
        if (resolve(node.get("Kids")) instanceof Pdf.Array(List<Pdf> kids)) {
            if (seen.add(node)) {
                kids.forEach(kid -> walk(dict(kid), resources, pages, seen));
            }
        } else if (!node.entries().isEmpty()) {
            pages.add(new Page(node, resources));
        }
    }

    Pdf resolve(Pdf value) {
        Pdf resolved = value;
        for (int i = 0; i < 10 && resolved instanceof Pdf.Ref(int number); i++) {
            resolved = objects.getOrDefault(number, Pdf.NULL);
        }
        return resolved;
    }

    /// The dictionary that a value is or refers to; empty if it is none.
    Pdf.Dict dict(Pdf value) {
        return switch (resolve(value)) {
            case Pdf.Dict dict -> dict;
            case Pdf.Stream stream -> stream.dict();
            case Pdf _ -> Pdf.Dict.EMPTY;
        };
    }

    List<Pdf> array(Pdf value) {
        return resolve(value) instanceof Pdf.Array(List<Pdf> values) ? values : List.of();
    }

    double number(Pdf value, double otherwise) {
        return resolve(value) instanceof Pdf.Num(double number) ? number : otherwise;
    }

    String name(Pdf value) {
        return resolve(value) instanceof Pdf.Name(String name) ? name : "";
    }

    /// The content of a stream, or of several as one.
    byte[] content(Pdf value) {
        return switch (resolve(value)) {
            case Pdf.Stream stream -> unpack(stream);
            case Pdf.Array(List<Pdf> parts) -> joined(parts);
            case Pdf _ -> new byte[0];
        };
    }

    private byte[] joined(List<Pdf> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Pdf part : parts) {
            if (resolve(part) instanceof Pdf.Stream stream) {
                all.writeBytes(unpack(stream));
                all.write('\n');
            }
        }
        return all.toByteArray();
    }

    private byte[] unpack(Pdf.Stream stream) {
        List<String> filters = new ArrayList<>();
        List<Pdf.Dict> parameters = new ArrayList<>();
        each(stream.dict().get("Filter")).forEach(filter -> filters.add(name(filter)));
        each(stream.dict().get("DecodeParms")).forEach(with -> parameters.add(dict(with)));
        byte[] content = PdfFilters.decode(stream.raw(), filters, parameters);
        unpacked += content.length;
        if (unpacked > MOST_UNPACKED) {
            throw new UnreadableDocumentException(
                    "the PDF file unpacks to more than %d MB; that is refused".formatted(MOST_UNPACKED >> 20));
        }
        return content;
    }

    private List<Pdf> each(Pdf value) {
        Pdf resolved = resolve(value);
        return resolved instanceof Pdf.Array(List<Pdf> values) ? values
                : resolved.equals(Pdf.NULL) ? List.of() : List.of(resolved);
    }

    private boolean isType(Pdf.Dict dict, String type) {
        return dict.get("Type") instanceof Pdf.Name(String name) && name.equals(type);
    }
}
