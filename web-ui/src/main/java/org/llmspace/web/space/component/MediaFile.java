package org.llmspace.web.space.component;

import static java.util.Objects.requireNonNullElse;

import java.util.Base64;

import org.llmspace.contracts.pipeline.Media;

/// A picture or a recording that a model made.
///
/// @param url for the page: a `data:` URL, or where the file is
/// @param name under which it is saved
public record MediaFile(String url, String name) {

    public static MediaFile of(Media media, String name) {
        byte[] data = media.data();
        String type = requireNonNullElse(media.mediaType(), "application/octet-stream");
        String url = data == null ? requireNonNullElse(media.dataref(), "")
                : "data:%s;base64,%s".formatted(type, Base64.getEncoder().encodeToString(data));
        return new MediaFile(url, name + "." + type.substring(type.indexOf('/') + 1));
    }
}
