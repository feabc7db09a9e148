package org.llmspace.web.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// A file that was sent and is still kept.
///
/// @param path what clients call it: an id that nobody can guess, a slash, and a name
/// @param type told from the first bytes
public record StoredFile(String path, Path file, long size, String type, Instant storedAt) {

    public String name() {
        return path.substring(path.indexOf('/') + 1);
    }

    public byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static StoredFile read(String path, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] beginning = in.readNBytes(ContentTypes.LOOK_AT);
            String name = path.substring(path.indexOf('/') + 1);
            return new StoredFile(path, file, Files.size(file), ContentTypes.of(beginning, name),
                    Files.getLastModifiedTime(file).toInstant());
        }
    }
}
