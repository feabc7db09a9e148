package org.llmspace.web.space;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.llmspace.web.upload.Uploads;

/// Reads forms with files: each file is kept, and its field then holds what it is called here.
@ApplicationScoped
class SentForms {

    /// The field of files of which each is taken on its own.
    private static final String MANY = "file";

    private final Uploads uploads;

    SentForms(Uploads uploads) {
        this.uploads = uploads;
    }

    /// The last value of each field; a file that was not chosen leaves what stands before it.
    Map<String, String> values(MultipartFormDataInput form) {
        Map<String, String> values = new LinkedHashMap<>();
        form.getValues().forEach((name, all) -> all.forEach(value -> {
            if (!value.isFileItem()) {
                values.put(name, value.getValue());
            } else if (!name.equals(MANY) && size(value) > 0) {
                values.put(name, keep(value));
            }
        }));
        return values;
    }

    /// The files of a field, sent along or earlier.
    List<String> files(MultipartFormDataInput form, String field) {
        return form.getValues().getOrDefault(field, List.of()).stream().filter(value -> !value.isFileItem() || size(value) > 0)
                .map(value -> value.isFileItem() ? keep(value) : value.getValue())
                .filter(path -> uploads.find(path).isPresent()).toList();
    }

    private String keep(FormValue value) {
        uploads.checkRoom();
        Path place = uploads.place(value.getFileName());
        try {
            value.getFileItem().write(place);
            uploads.written(Files.size(place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return uploads.pathOf(place);
    }

    private static long size(FormValue value) {
        try {
            return value.getFileItem().getFileSize();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
