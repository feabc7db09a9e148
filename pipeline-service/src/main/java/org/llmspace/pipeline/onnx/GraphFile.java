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
/// @param bytes what it takes with the files of weights beside it
record GraphFile(Set<String> operators, long bytes) {

    static GraphFile of(Path graph) throws IOException {
        String name = String.valueOf(graph.getFileName());
        try (Stream<Path> files = Files.list(graph.toAbsolutePath().getParent())) {
            long bytes = files.filter(file -> String.valueOf(file.getFileName()).startsWith(name)).map(Path::toFile)
                    .mapToLong(File::length).sum();
            return new GraphFile(GraphOperators.of(graph), bytes);
        }
    }

    static GraphFile of(byte[] graph) {
        return new GraphFile(GraphOperators.of(ByteBuffer.wrap(graph)), graph.length);
    }
}
