package org.llmspace.chat.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;

/// Keeps the vectors of a set of texts in a file, so that they are computed once.
final class VectorFile {

    private static final Logger LOG = Logger.getLogger(VectorFile.class);

    private final Path file;
    private final int texts;

    /// @param texts how many vectors there must be
    VectorFile(Path file, int texts) {
        this.file = file;
        this.texts = texts;
    }

    /// The file of a set of texts, named after them.
    static VectorFile of(Path folder, List<String> texts) {
        return new VectorFile(folder.resolve("embeddings-%s.bin".formatted(hash(texts))), texts.size());
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    Optional<List<float[]>> read() {
        try {
            return Files.exists(file) ? decode(ByteBuffer.wrap(Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException e) {
            LOG.warnf("cannot read %s: %s", file, e.getMessage());
            return Optional.empty();
        }
    }

    void write(List<float[]> vectors) {
        try {
            Files.createDirectories(file.getParent());
            Path unfinished = Files.createTempFile(file.getParent(), "embeddings-", ".part");
            Files.write(unfinished, encode(vectors));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warnf("cannot keep embeddings in %s, they are computed again at the next start: %s", file, e.getMessage());
        }
    }

    private Optional<List<float[]>> decode(ByteBuffer bytes) {
        int floats = bytes.remaining() / Float.BYTES;
        if (floats == 0 || floats % texts != 0 || bytes.remaining() % Float.BYTES != 0) {
            return Optional.empty();
        }
        List<float[]> vectors = new ArrayList<>(texts);
        for (int i = 0; i < texts; i++) {
            float[] vector = new float[floats / texts];
            for (int j = 0; j < vector.length; j++) {
                vector[j] = bytes.getFloat();
            }
            vectors.add(vector);
        }
        return Optional.of(vectors);
    }

    private static byte[] encode(List<float[]> vectors) {
        ByteBuffer bytes = ByteBuffer.allocate(vectors.stream().mapToInt(vector -> vector.length * Float.BYTES).sum());
        for (float[] vector : vectors) {
            for (float value : vector) {
                bytes.putFloat(value);
            }
        }
        return bytes.array();
    }

    /// A short name for texts.
    static String hash(List<String> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            texts.forEach(text -> digest.update((text + "\0").getBytes(UTF_8)));
            return HexFormat.of().formatHex(digest.digest(), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
