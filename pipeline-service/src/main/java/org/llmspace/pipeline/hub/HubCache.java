package org.llmspace.pipeline.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.llmspace.pipeline.hub.HubException.Reason;

/// The cache that all of Hugging Face's clients share, in its documented layout:
/// `models--<org>--<name>/{blobs/<etag>, refs/<revision>, snapshots/<commit>/<path> -> ../../blobs/<etag>}`.
final class HubCache {

    private static final String PREFIX = "models--";
    private static final Pattern COMMIT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    /// A lock of a file is one of the whole process, so its threads need one more.
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Path root;

    HubCache(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /// The folder of a model's files at one commit.
    Path snapshot(ModelName name, String commit) {
        return folder(name).resolve("snapshots").resolve(commit);
    }

    /// The commit that a revision was when it was last asked for.
    Optional<String> commit(ModelName name) {
        if (name.isCommit()) {
            return Optional.of(name.revision()).filter(commit -> Files.isDirectory(snapshot(name, commit)));
        }
        Path ref = folder(name).resolve("refs").resolve(name.revision());
        try {
            return Files.isRegularFile(ref)
                    ? Optional.of(Files.readString(ref).strip()).filter(commit -> isCommit(commit))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // as if it had never been asked for
        }
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches() && !text.contains("..");
    }

    /// The models that have a folder here, by their names without revision.
    List<String> names() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.map(folder -> folder.getFileName().toString()).filter(name -> name.startsWith(PREFIX))
                    .map(name -> name.substring(PREFIX.length()).replaceFirst("--", "/")).sorted().toList();
        } catch (IOException e) {
            return List.of(); // nobody's models can be read here
        }
    }

    Path blob(ModelName name, HubFile file) {
        return folder(name).resolve("blobs").resolve(file.etag());
    }

    /// Makes a blob appear as a file of a commit, all at once.
    void link(ModelName name, String commit, String path, HubFile file) throws IOException {
        Path snapshot = snapshot(name, commit);
        Path link = snapshot.resolve(path);
        Path blob = blob(name, file);
        if (Files.exists(link) && Files.isSameFile(link, blob)) {
            return;
        }
        Path parent = Objects.requireNonNull(link.getParent());
        Files.createDirectories(parent);
        Path fresh = fresh(link);
        try {
            Files.createSymbolicLink(fresh, parent.relativize(blob));
        } catch (UnsupportedOperationException e) {
            Files.copy(blob, fresh);
        }
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Remembers which commit a branch or tag is.
    void remember(ModelName name, String commit) throws IOException {
        if (name.isCommit()) {
            return;
        }
        Path ref = folder(name).resolve("refs").resolve(name.revision());
        Files.createDirectories(ref.getParent());
        Path fresh = fresh(ref);
        Files.writeString(fresh, commit);
        Files.move(fresh, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// A name beside a file that nobody else takes.
    private static Path fresh(Path file) {
        return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    }

    /// Does something while no other thread or process does it for the same blob. The lock is the file that Hugging
    /// Face's own client uses.
    void locked(ModelName name, HubFile file, Work work) throws IOException {
        Path lock = root.resolve(".locks").resolve(folder(name).getFileName()).resolve(file.etag() + ".lock");
        ReentrantLock ours = LOCKS.computeIfAbsent(lock.toAbsolutePath(), _ -> new ReentrantLock());
        ours.lock();
        try {
            Files.createDirectories(lock.getParent());
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = await(channel)) {
                work.run();
            }
        } finally {
            ours.unlock();
        }
    }

    private static FileLock await(FileChannel channel) throws IOException {
        while (true) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            HubHttp.pause(BETWEEN_LOOKS);
        }
    }

    /// The reason why the cache cannot be used, for people.
    HubException unusable(IOException e) {
        String what = e instanceof FileAlreadyExistsException ? "is no folder" : "cannot be written";
        return new HubException(Reason.CACHE,
                "The cache %s %s (%s); make room there, or set HF_HOME to a folder that can be written"
                        .formatted(root, what, e.getClass().getSimpleName()),
                e);
    }

    private Path folder(ModelName name) {
        return root.resolve(PREFIX + name.repository().replace("/", "--"));
    }

    /// What is done under a lock.
    interface Work {
        void run() throws IOException;
    }
}
