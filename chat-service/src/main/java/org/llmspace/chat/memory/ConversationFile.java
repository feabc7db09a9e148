package org.llmspace.chat.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.jboss.logging.Logger;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;

/// A file of lines that survives a crash: what was appended is on the disk, and a last line that was torn is cut off.
record ConversationFile(Path path) {

    private static final Logger LOG = Logger.getLogger(ConversationFile.class);

    /// The whole lines; none if there is no file.
    List<Line> read() {
        List<Line> lines = new ArrayList<>();
        String text = text();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
            try {
                if (!line.isBlank()) {
                    lines.add(EventCodec.json().readValue(line, Line.class));
                }
            } catch (JsonProcessingException e) {
                LOG.warnf("a line of %s cannot be read and is passed over", path);
            }
        }
        return lines;
    }

    void append(List<? extends Line> lines) {
        try {
            Files.createDirectories(path.getParent());
            StringBuilder text = new StringBuilder();
            for (Line line : lines) {
                text.append(EventCodec.json().writerFor(Line.class).writeValueAsString(line)).append('\n');
            }
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                file.position(endOfLastLine(file));
                file.truncate(file.position());
                ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(UTF_8));
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the conversation cannot be kept in " + path, e);
        }
    }

    private String text() {
        try {
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("the conversation in %s cannot be read".formatted(path), e);
        }
    }

    private static long endOfLastLine(FileChannel file) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (long end = file.size(); end > 0; end--) {
            one.clear();
            file.read(one, end - 1);
            if (one.get(0) == '\n') {
                return end;
            }
        }
        return 0;
    }
}
