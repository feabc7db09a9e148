package org.llmspace.pipeline.onnx;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/// What is known of a graph from its file.
///
/// @param bytes what its weights take in memory, those in files beside it included
record GraphFile(Set<String> operators, long bytes) {

    private GraphFile(GraphReader reader, long files) {
        this(reader.operators(), files + reader.growth());
    }

    static GraphFile of(Path graph) throws IOException {
        String name = String.valueOf(graph.getFileName());
        try (Stream<Path> files = Files.list(graph.toAbsolutePath().getParent())) {
            long bytes = files.filter(file -> String.valueOf(file.getFileName()).startsWith(name)).map(Path::toFile)
                    .mapToLong(File::length).sum();
            return new GraphFile(GraphReader.of(graph), bytes);
        }
    }

    static GraphFile of(byte[] graph) {
        return new GraphFile(GraphReader.of(ByteBuffer.wrap(graph)), graph.length);
    }
}
