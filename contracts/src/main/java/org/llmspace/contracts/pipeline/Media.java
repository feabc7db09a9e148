package org.llmspace.contracts.pipeline;

import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/// An image or a recording: small ones inline, larger ones by reference. A bare string is read as base64, as a `data:`
/// URL, or as a URL.
///
/// @param data the bytes, in base64 on the wire; null if there is a reference
/// @param dataref the http or https URL where the bytes are; null if they are inline
/// @param mediaType for instance `image/png`; null if it shall be told from the bytes
public record Media(byte @Nullable [] data, @Nullable String dataref, @Nullable String mediaType) {

    /// What may be inline, so that it and what is around it fit into an event in base64.
    public static final int MAX_INLINE_BYTES = 190_000;

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public Media(@JsonProperty("data") byte @Nullable [] data, @JsonProperty("dataref") @Nullable String dataref,
            @JsonProperty("media_type") @Nullable String mediaType) {
        if ((data == null) == (dataref == null)) {
            throw new IllegalArgumentException("an image or a recording needs either 'data', base64, or 'dataref', a URL");
        }
        this.data = data;
        this.dataref = dataref;
        this.mediaType = mediaType;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Media ofText(String text) {
        if (text.startsWith("http://") || text.startsWith("https://")) {
            return new Media(null, text, null);
        }
        int comma = text.startsWith("data:") ? text.indexOf(',') : -1;
        if (comma < 0) {
            return new Media(decode(text), null, null);
        }
        String declared = text.substring("data:".length(), comma);
        if (!declared.endsWith(";base64")) {
            throw new IllegalArgumentException("a data: URL needs its bytes in base64: data:image/png;base64,...");
        }
        String type = declared.substring(0, declared.indexOf(';'));
        return new Media(decode(text.substring(comma + 1)), null, type.isEmpty() ? null : type);
    }

    public static Media of(byte[] data, @Nullable String mediaType) {
        return new Media(data, null, mediaType);
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("an image or a recording is base64, a data: URL or a URL: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Media media && Arrays.equals(data, media.data)
                && Objects.equals(dataref, media.dataref) && Objects.equals(mediaType, media.mediaType);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(data), dataref, mediaType);
    }

    /// Without the bytes themselves.
    @Override
    public String toString() {
        String what = data == null ? String.valueOf(dataref) : data.length + " bytes";
        return "Media[%s, %s]".formatted(what, mediaType);
    }
}
