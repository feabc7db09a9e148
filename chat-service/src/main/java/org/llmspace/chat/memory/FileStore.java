package org.llmspace.chat.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// A file for each conversation, in a folder for each owner; for one replica.
final class FileStore implements ConversationStore {

    private static final int LOCKS = 64;

    private final Path folder;
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

    FileStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<Line> read(@Nullable String owner, String id) {
        return file(owner, id).read();
    }

    @Override
    public void append(@Nullable String owner, String id, Line.@Nullable Opened first, List<? extends Line> lines) {
        ConversationFile file = file(owner, id);
        synchronized (lock(file)) {
            boolean there = Files.exists(file.path());
            if (there || first != null) {
                List<Line> all = new ArrayList<>();
                if (!there && first != null) {
                    all.add(first);
                }
                all.addAll(lines);
                file.append(all);
            }
        }
    }

    @Override
    public List<List<Line>> all(@Nullable String owner) {
        Path own = folder(owner);
        if (!Files.isDirectory(own)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(own)) {
            return files.map(path -> new ConversationFile(path).read()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the conversations cannot be listed", e);
        }
    }

    @Override
    public boolean delete(@Nullable String owner, String id) {
        ConversationFile file = file(owner, id);
        synchronized (lock(file)) {
            try {
                return Files.deleteIfExists(file.path());
            } catch (IOException e) {
                throw new UncheckedIOException("the conversation cannot be deleted", e);
            }
        }
    }

    private ConversationFile file(@Nullable String owner, String id) {
        return new ConversationFile(folder(owner).resolve(hash(id) + ".jsonl"));
    }

    private Path folder(@Nullable String owner) {
        return folder.resolve(hash(owner == null ? "" : "owner " + owner));
    }

    private Object lock(ConversationFile file) {
        return locks[Math.floorMod(file.path().hashCode(), LOCKS)];
    }

    /// Names of files are hashes, so that no name can lead elsewhere.
    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
