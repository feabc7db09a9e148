package org.llmspace.chat.openai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The fields of a `multipart/form-data` body.
final class MultipartForm {

    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile(
            "content-disposition:[^\\r\\n]*[;\\s]name=(?:\"([^\"]*)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);

    /// Where the value of a field begins and ends in the body.
    private record Span(int from, int to) {
    }

    private final byte[] body;
    private final Map<String, List<Span>> fields = new HashMap<>();

    private MultipartForm(byte[] body) {
        this.body = body.clone();
    }

    static MultipartForm of(String contentType, byte[] body) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw new ApiException(ApiError.invalid(null, "The form names no boundary in its content type."));
        }
        String mark = "--" + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
        MultipartForm form = new MultipartForm(body);
        String text = new String(body, ISO_8859_1);
        int from = text.indexOf(mark);
        for (int to = next(text, mark, from); to >= 0; to = next(text, mark, from)) {
            form.read(text, from + mark.length(), to);
            from = to + 2;
        }
        return form;
    }

    private static int next(String text, String mark, int from) {
        return from < 0 ? -1 : text.indexOf("\r\n" + mark, from + mark.length());
    }

    private void read(String text, int from, int to) {
        int blank = text.indexOf("\r\n\r\n", from);
        Matcher name = NAME.matcher(blank < 0 || blank >= to ? "" : text.substring(from, blank));
        if (name.find()) {
            String key = name.group(1) == null ? name.group(2) : name.group(1);
            fields.computeIfAbsent(key, _ -> new ArrayList<>()).add(new Span(Math.min(blank + 4, to), to));
        }
    }

    /// The body with another value of a field that it has.
    byte[] with(String name, String value) {
        Span span = fields.getOrDefault(name, List.of(new Span(0, 0))).getFirst();
        byte[] bytes = value.getBytes(UTF_8);
        return ByteBuffer.allocate(body.length - (span.to() - span.from()) + bytes.length).put(body, 0, span.from())
                .put(bytes).put(body, span.to(), body.length - span.to()).array();
    }

    Optional<byte[]> bytes(String name) {
        return all(name).stream().findFirst();
    }

    Optional<String> text(String name) {
        return bytes(name).map(value -> new String(value, UTF_8).strip()).filter(value -> !value.isEmpty());
    }

    /// A field that may be there several times; `name[]` is another way to write it.
    List<String> texts(String name) {
        List<byte[]> values = new ArrayList<>(all(name));
        values.addAll(all(name + "[]"));
        return values.stream().map(value -> new String(value, UTF_8).strip()).toList();
    }

    private List<byte[]> all(String name) {
        return fields.getOrDefault(name, List.of()).stream().map(span -> Arrays.copyOfRange(body, span.from(), span.to()))
                .toList();
    }
}
