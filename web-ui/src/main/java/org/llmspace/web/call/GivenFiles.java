package org.llmspace.web.call;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.upload.ContentTypes;
import org.llmspace.web.upload.Uploads;

/// The images and recordings that a call has answered with. Programs get them by reference, as Gradio gives files; since
/// every replica keeps every answer, every replica has them.
final class GivenFiles {

    private GivenFiles() {
    }

    /// A file of Gradio's.
    ///
    /// @param space the address of the Space, with a slash at its end
    static Map<String, @Nullable Object> reference(OpenCall call, Endpoint.Return output, Media media, String space) {
        byte[] data = media.data();
        Map<String, @Nullable Object> file = new LinkedHashMap<>();
        String type = data == null ? media.mediaType() : ContentTypes.of(data);
        String path = data == null || type == null ? String.valueOf(media.dataref()) : call.id() + "/" + name(output, type);
        file.put("path", path);
        file.put("url", data == null ? path : space + Uploads.urlOf(path));
        file.put("size", data == null ? null : data.length);
        file.put("orig_name", path.substring(path.lastIndexOf('/') + 1));
        file.put("mime_type", type);
        file.put("is_stream", false);
        file.put("meta", Map.of("_type", "gradio.FileData"));
        return file;
    }

    /// @param name the last part of a path of [#reference]
    static Optional<byte[]> find(OpenCall call, String name) {
        var values = call.values(call.answer());
        for (int i = 0; i < values.size(); i++) {
            byte[] data = values.get(i) instanceof Media media ? media.data() : null;
            if (data != null && name.equals(name(call.endpoint().returns().get(i), ContentTypes.of(data)))) {
                return Optional.of(data);
            }
        }
        return Optional.empty();
    }

    private static String name(Endpoint.Return output, String type) {
        return output.name() + "." + type.substring(type.indexOf('/') + 1);
    }
}
