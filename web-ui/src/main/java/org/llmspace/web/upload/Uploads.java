package org.llmspace.web.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;

/// The files that were sent: each in a folder of its own with a random name, so that a path says nothing, cannot lead
/// anywhere else, and cannot be guessed. With a shared folder, every replica has them.
@ApplicationScoped
public class Uploads {

    private static final Logger LOG = Logger.getLogger(Uploads.class);
    private static final Pattern PATH = Pattern.compile("([0-9a-f]{32})/([^/\\\\\\x00]+)");
    private static final Duration LOOK_FOR_OLD_EVERY = Duration.ofMinutes(5);

    private final Path files;
    private final Path progress;
    private final UploadConfig config;
    private final SecureRandom random = new SecureRandom();
    private volatile long total;
    private @Nullable Thread sweeper;

    @SuppressWarnings("this-escape") // the gauge looks later
    public Uploads(UploadConfig config, MeterRegistry meters) {
        Path folder = config.folder().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "llm-space-uploads"))
                .toAbsolutePath().normalize();
        this.files = folder.resolve("files");
        this.progress = folder.resolve("progress");
        this.config = config;
        meters.gauge("llmspace.web.uploads.bytes", this, uploads -> uploads.total);
    }

    void start(@Observes StartupEvent event) {
        sweeper = Thread.ofVirtual().name("uploads-sweeper").start(this::sweepForEver);
    }

    /// @throws UploadRefusedException if what is kept already fills the room for files
    public void checkRoom() {
        if (total >= config.maxTotalSize().asLongValue()) {
            throw new UploadRefusedException(507,
                    "The room for files is full. Older files expire; try again later, or ask for more room.");
        }
    }

    /// A new place for a file. It is known from the moment on when it is written.
    public Path place(@Nullable String givenName) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        try {
            Path folder = Files.createDirectories(files.resolve(HexFormat.of().formatHex(id)));
            return folder.resolve(FileName.of(givenName));
        } catch (IOException e) {
            throw new UncheckedIOException("no file can be kept in " + files, e);
        }
    }

    /// What clients call a file that was placed here.
    public String pathOf(Path place) {
        return files.relativize(place).toString().replace('\\', '/');
    }

    /// Where a file is, below the Space's address.
    public static String urlOf(String path) {
        int slash = path.indexOf('/');
        return "gradio_api/file=" + path.substring(0, slash + 1)
                + URLEncoder.encode(path.substring(slash + 1), UTF_8).replace("+", "%20");
    }

    public void written(long bytes) {
        synchronized (this) {
            total += bytes;
        }
    }

    /// Forgets a file that was not sent to its end.
    public void discard(Path place) {
        try {
            Files.deleteIfExists(place);
            Files.deleteIfExists(place.getParent());
        } catch (IOException e) {
            LOG.debugf("not deleted: %s", e.getMessage());
        }
    }

    /// Whether a text looks like what files are called here.
    public static boolean isPath(String text) {
        return PATH.matcher(text).matches();
    }

    public Optional<StoredFile> find(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches() || !FileName.of(matcher.group(2)).equals(matcher.group(2))) {
            return Optional.empty();
        }
        Path file = files.resolve(matcher.group(1)).resolve(matcher.group(2));
        try {
            return Files.isRegularFile(file) ? Optional.of(StoredFile.read(path, file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// A small file by which replicas tell each other something, whatever its name is made of.
    public Path shared(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
            Files.createDirectories(progress);
            return progress.resolve(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sweepForEver() {
        try {
            while (true) {
                sweep(Instant.now().minus(config.kept()));
                Thread.sleep(LOOK_FOR_OLD_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Deletes what is older, and counts what is left.
    void sweep(Instant before) {
        long left = 0;
        for (Path root : new Path[] { files, progress }) {
            try (Stream<Path> all = Files.isDirectory(root) ? Files.list(root) : Stream.empty()) {
                for (Path one : all.toList()) {
                    left += sweep(one, before);
                }
            } catch (IOException e) {
                LOG.warnf("files in %s are not looked after: %s", root, e.getMessage());
            }
        }
        total = left;
    }

    private static long sweep(Path one, Instant before) throws IOException {
        long left = 0;
        try (Stream<Path> inside = Files.walk(one)) {
            for (Path file : inside.filter(Files::isRegularFile).toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                } else {
                    left += Files.size(file);
                }
            }
        }
        // A folder that is still empty may be about to get its file.
        if (left == 0 && Files.isDirectory(one) && Files.getLastModifiedTime(one).toInstant().isBefore(before)) {
            try {
                Files.deleteIfExists(one);
            } catch (DirectoryNotEmptyException e) {
                LOG.debugf("still in use: %s", one);
            }
        }
        return left;
    }

    @PreDestroy
    void close() {
        Thread running = sweeper;
        if (running != null) {
            running.interrupt();
        }
    }
}
