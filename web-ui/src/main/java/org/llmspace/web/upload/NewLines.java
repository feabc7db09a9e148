package org.llmspace.web.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The lines that are written to the end of a file, maybe by another process: each is given once, when it is whole.
public final class NewLines {

    private final Path file;
    private long read;

    public NewLines(Path file) {
        this.file = file;
    }

    /// What has been written since the last time.
    public List<String> next() throws IOException {
        int grown = Math.toIntExact(Files.size(file) - read);
        if (grown <= 0) {
            return List.of();
        }
        ByteBuffer bytes = ByteBuffer.allocate(grown);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(read);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            }
        }
        int whole = bytes.position();
        while (whole > 0 && bytes.get(whole - 1) != '\n') {
            whole--;
        }
        read += whole;
        return new String(bytes.array(), 0, whole, UTF_8).lines().toList();
    }
}
