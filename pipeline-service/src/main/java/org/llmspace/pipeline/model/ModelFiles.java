package org.llmspace.pipeline.model;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

import org.llmspace.pipeline.builtin.BuiltinModel;
import org.llmspace.pipeline.onnx.OnnxRuntime;
import org.llmspace.pipeline.onnx.OnnxSession;

/// The files of a model, by their paths in a Hub repository.
public sealed interface ModelFiles {

    boolean has(String file);

    /// The content of a file, empty if the model has none of that name.
    Optional<byte[]> read(String file);

    /// What runs the model: `builtin` for what is part of the service, else `onnx`.
    String backend();

    /// What all files take.
    long sizeBytes();

    /// Opens a graph that is there.
    ///
    /// @param room is told before how many bytes it will take
    OnnxSession open(OnnxRuntime runtime, String graph, LongConsumer room);

    /// A folder in the layout of a Hub repository.
    record Folder(Path path) implements ModelFiles {

        @Override
        public boolean has(String file) {
            return Files.isRegularFile(path.resolve(file));
        }

        @Override
        public Optional<byte[]> read(String file) {
            try {
                return has(file) ? Optional.of(Files.readAllBytes(path.resolve(file))) : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String backend() {
            return "onnx";
        }

        @Override
        public long sizeBytes() {
            try (Stream<Path> files = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
                return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public OnnxSession open(OnnxRuntime runtime, String graph, LongConsumer room) {
            return runtime.open(path.resolve(graph), room);
        }
    }

    /// Files that are part of the service.
    record Bundled(BuiltinModel model) implements ModelFiles {

        @Override
        public boolean has(String file) {
            return model.has(file);
        }

        @Override
        public Optional<byte[]> read(String file) {
            return has(file) ? Optional.of(model.read(file)) : Optional.empty();
        }

        @Override
        public String backend() {
            return "builtin";
        }

        @Override
        public long sizeBytes() {
            return model.sizeBytes();
        }

        @Override
        public OnnxSession open(OnnxRuntime runtime, String graph, LongConsumer room) {
            return runtime.open(model.modelName() + "/" + graph, model.read(graph), room);
        }
    }
}
