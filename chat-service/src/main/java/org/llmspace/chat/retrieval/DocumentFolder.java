package org.llmspace.chat.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatResult.KeptDocument;
import org.llmspace.contracts.kafka.EventCodec;

/// Keeps documents as files, in a folder per owner: one with the text, one with the vectors.
final class DocumentFolder implements DocumentStore {

    private static final Logger LOG = Logger.getLogger(DocumentFolder.class);
    /// An id becomes the name of a file, so that it must not lead elsewhere.
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");
    private static final String ENDING = ".json";

    private final Path folder;

    DocumentFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public void keep(@Nullable String owner, KeptText document) {
        Path file = file(owner, document.about().id());
        try {
            Files.createDirectories(file.getParent());
            VectorFile vectors = vectors(owner, document.about().id(), document.passages().size());
            if (document.vectors().isEmpty()) {
                vectors.delete();
            } else {
                vectors.write(document.vectors());
            }
            Path unfinished = Files.createTempFile(file.getParent(), "document-", ".part");
            Files.write(unfinished, EventCodec.json()
                    .writeValueAsBytes(new KeptText.Written(document.about(), document.passages())));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the document cannot be kept in " + folder, e);
        }
    }

    @Override
    public List<KeptDocument> list(@Nullable String owner) {
        Path own = own(owner);
        if (!Files.isDirectory(own)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(own)) {
            return files.filter(file -> file.toString().endsWith(ENDING)).flatMap(file -> written(file).stream())
                    .map(KeptText.Written::about).sorted(Comparator.comparing(KeptDocument::at).reversed()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the documents cannot be listed", e);
        }
    }

    @Override
    public Optional<KeptText> read(@Nullable String owner, String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        return written(file(owner, id)).map(written -> new KeptText(written.about(), written.passages(),
                vectors(owner, id, written.passages().size()).read().orElse(List.of())));
    }

    @Override
    public boolean delete(@Nullable String owner, String id) {
        if (!ID.matcher(id).matches()) {
            return false;
        }
        try {
            boolean deleted = Files.deleteIfExists(file(owner, id));
            vectors(owner, id, 1).delete();
            return deleted;
        } catch (IOException e) {
            throw new UncheckedIOException("the document cannot be deleted", e);
        }
    }

    private static Optional<KeptText.Written> written(Path file) {
        try {
            return Optional.of(EventCodec.json().readValue(Files.readAllBytes(file), KeptText.Written.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warnf("the document in %s cannot be read and is passed over: %s", file, e.getMessage());
            return Optional.empty();
        }
    }

    private VectorFile vectors(@Nullable String owner, String id, int count) {
        return new VectorFile(own(owner).resolve(id + ".vectors"), count);
    }

    private Path file(@Nullable String owner, String id) {
        return own(owner).resolve(id + ENDING);
    }

    private Path own(@Nullable String owner) {
        return folder.resolve(VectorFile.hash(List.of(owner == null ? "" : "owner " + owner)));
    }
}
