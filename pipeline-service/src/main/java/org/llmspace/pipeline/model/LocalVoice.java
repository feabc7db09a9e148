package org.llmspace.pipeline.model;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.llmspace.pipeline.model.ModelException.Reason;

/// A voice of the program `espeak-ng`, where that is installed: `espeak-ng`, or `espeak-ng/de` for another language.
///
/// @param voice as the program names it
public record LocalVoice(Path program, String voice) {

    public static final String NAME = "espeak-ng";

    private static final Pattern VOICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+_-]{0,39}");
    private static final int MAX_BYTES = 64 * 1024 * 1024;
    private static final int SECONDS = 60;

    /// The voice of a name; empty if it is the name of something else or the program is not there.
    public static Optional<LocalVoice> named(String name) {
        if (!name.equals(NAME) && !name.startsWith(NAME + "/")) {
            return Optional.empty();
        }
        String voice = name.equals(NAME) ? "en" : name.substring(NAME.length() + 1);
        return VOICE.matcher(voice).matches() ? installed().map(program -> new LocalVoice(program, voice)) : Optional.empty();
    }

    /// Looked for anew each time: a native executable must not remember the machine that it was built on.
    private static Optional<Path> installed() {
        String folders = System.getenv().getOrDefault("PATH", "");
        return Stream.of(folders.split(File.pathSeparator)).filter(folder -> !folder.isEmpty()).map(Path::of)
                .map(folder -> folder.resolve(NAME)).filter(Files::isExecutable).filter(Path::isAbsolute).findFirst();
    }

    /// Reads a text aloud. Interrupting the waiting thread stops it.
    ///
    /// @return a WAV file
    /// @throws ModelException if the program cannot do it
    public byte[] speak(String text) {
        Process process = start();
        try {
            CompletableFuture<byte[]> sound = new CompletableFuture<>();
            Thread.ofVirtual().name("speech-out").start(() -> read(process, sound));
            Thread.ofVirtual().name("speech-in").start(() -> write(process, text));
            byte[] wav = sound.get(SECONDS, TimeUnit.SECONDS);
            if (!process.waitFor(1, TimeUnit.SECONDS) || process.exitValue() != 0 || wav.length == 0) {
                throw new ModelException(Reason.NOT_FOUND,
                        "%s has no voice '%s'; use one that '%s --voices' names".formatted(NAME, voice, NAME));
            }
            return wav;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while speaking");
        } catch (TimeoutException e) {
            throw new ModelException(Reason.UNUSABLE,
                    "%s took more than %d seconds; send a shorter text".formatted(NAME, SECONDS));
        } catch (ExecutionException e) {
            throw new ModelException(Reason.UNUSABLE, "%s failed: %s".formatted(NAME, e.getCause()));
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start() {
        try {
            return new ProcessBuilder(List.of(program.toString(), "--stdin", "--stdout", "-b", "1", "-v", voice))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new ModelException(Reason.UNUSABLE, "%s cannot be started: %s".formatted(NAME, e.getMessage()));
        }
    }

    private static void read(Process process, CompletableFuture<byte[]> sound) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream output = process.getInputStream()) {
            byte[] buffer = new byte[16 * 1024];
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                bytes.write(buffer, 0, count);
                if (bytes.size() > MAX_BYTES) {
                    throw new IOException("the sound is longer than half an hour; send a shorter text");
                }
            }
            sound.complete(bytes.toByteArray());
        } catch (IOException e) {
            sound.completeExceptionally(e);
        }
    }

    private static void write(Process process, String text) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            process.destroyForcibly(); // whoever reads its output sees that it has ended
        }
    }
}
