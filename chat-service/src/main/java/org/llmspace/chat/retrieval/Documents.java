package org.llmspace.chat.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import javax.sql.DataSource;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.FileSource;
import org.llmspace.chat.document.Block;
import org.llmspace.chat.document.DocumentText;
import org.llmspace.chat.document.Format;
import org.llmspace.chat.document.UnreadableDocumentException;
import org.llmspace.contracts.chat.ChatReply.Progress;
import org.llmspace.contracts.chat.ChatResult.KeptDocument;
import org.llmspace.contracts.chat.ChatTask.IngestDocument;

import io.quarkus.runtime.StartupEvent;

/// Documents that people keep here, to answer from.
@Singleton
public class Documents {

    private static final Logger LOG = Logger.getLogger(Documents.class);
    private static final int BATCH = 24;
    private static final int CACHED = 32;
    private static final int LONGEST_NAME = 200;
    private static final String ALL = "*";

    private final DocumentStore store;
    private final Encoder encoder;
    private final FileSource files;
    private final RetrievalSettings.Kept settings;
    private final Set<String> encoding = ConcurrentHashMap.newKeySet();
    private final Map<String, PassageIndex> indexes = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PassageIndex> eldest) {
            return size() > CACHED;
        }
    };

    /// @param url of the database; without it the data source is off
    Documents(Encoder encoder, FileSource files, RetrievalSettings settings, Instance<DataSource> database,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") Optional<String> url) {
        this.encoder = encoder;
        this.files = files;
        this.settings = settings.documents();
        this.store = this.settings.store() == RetrievalSettings.Kept.Store.FOLDER ? new DocumentFolder(this.settings.folder())
                : new PgVectorStore(url.filter(address -> !address.isBlank()).map(_ -> database.get())
                        .orElseThrow(() -> new IllegalArgumentException(
                                "llmspace.chat.retrieval.documents.store is pgvector, but there is no database; set "
                                        + "quarkus.datasource.jdbc.url, or the store to folder")));
    }

    /// Says at the start, not at the first document, why documents cannot be kept.
    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("opens-the-documents").start(() -> {
            try {
                store.list(null);
            } catch (RuntimeException e) {
                LOG.error(e.getMessage());
            }
        });
    }

    /// Reads a document, cuts it into passages, and keeps it. The same document under the same name is kept once.
    ///
    /// @throws IllegalArgumentException if it cannot be read; the message says why
    public KeptDocument ingest(@Nullable String owner, IngestDocument task, Consumer<Progress> progress)
            throws InterruptedException {
        String name = name(task.name());
        progress.accept(new Progress("fetching " + name, "documents", 0, 1L));
        byte[] bytes = bytes(task);
        String id = "doc-" + VectorFile.hash(List.of(String.valueOf(owner), name, Base64.getEncoder().encodeToString(bytes)));
        if (store.read(owner, id).isEmpty() && store.list(owner).size() >= settings.most()) {
            throw new IllegalArgumentException("%d documents are kept already; delete one first".formatted(settings.most()));
        }
        progress.accept(new Progress("reading " + name, "bytes", 0, (long) bytes.length));
        Format format = task.text() != null && task.mediaType() == null && name.indexOf('.') < 0 ? Format.MARKDOWN
                : format(name, task.mediaType(), bytes);
        List<Block> blocks = blocks(name, format, bytes);
        progress.accept(new Progress("reading " + name, "bytes", bytes.length, (long) bytes.length));
        List<Passage> passages = Passages.of(name, id, blocks);
        long characters = blocks.stream().mapToLong(block -> block.text().length()).sum();
        KeptText text = new KeptText(new KeptDocument(id, name, format.mediaType(), characters, passages.size(), false,
                Instant.now()), passages, List.of());
        KeptText kept = text.with(vectors(text, progress));
        store.keep(owner, kept);
        LOG.infof("kept a document of %d passages", passages.size());
        return kept.about();
    }

    /// The owner's documents, the newest first.
    public List<KeptDocument> list(@Nullable String owner) {
        return store.list(owner);
    }

    /// @return whether there was such a document
    public boolean delete(@Nullable String owner, String id) {
        return store.delete(owner, id);
    }

    /// All passages of the document that a passage stands in; empty if there is none.
    List<Passage> around(@Nullable String owner, String passage) {
        int end = passage.lastIndexOf('-');
        return end < 0 ? List.of()
                : store.read(owner, passage.substring(0, end)).map(KeptText::passages).orElse(List.of());
    }

    /// @throws IllegalArgumentException if one of them does not exist
    PassageSearch index(@Nullable String owner, List<String> ids) {
        List<KeptDocument> wanted = new ArrayList<>();
        List<KeptDocument> all = store.list(owner);
        for (String id : ids) {
            if (id.equals(ALL)) {
                wanted.addAll(all);
            } else {
                wanted.add(all.stream().filter(document -> document.id().equals(id)).findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "there is no document '%s'; list_documents lists those there are".formatted(id))));
            }
        }
        List<KeptDocument> distinct = wanted.stream().distinct().toList();
        Optional<PassageSearch> searchedThere = store.search(owner, distinct);
        if (searchedThere.isPresent()) {
            distinct.stream().filter(document -> !document.byMeaning()).forEach(document -> encodeLater(owner, document.id()));
            return searchedThere.get();
        }
        String key = owner + distinct.toString();
        synchronized (indexes) {
            return indexes.computeIfAbsent(key, _ -> read(owner, distinct));
        }
    }

    private PassageIndex read(@Nullable String owner, List<KeptDocument> documents) {
        List<KeptText> texts = documents.stream().flatMap(document -> store.read(owner, document.id()).stream()).toList();
        PassageIndex index = new PassageIndex(texts.stream().flatMap(text -> text.passages().stream()).toList());
        if (texts.stream().noneMatch(text -> text.vectors().isEmpty())) {
            index.vectors(texts.stream().flatMap(text -> text.vectors().stream()).toList());
        }
        texts.stream().filter(text -> text.vectors().isEmpty()).forEach(text -> encodeLater(owner, text.about().id()));
        return index;
    }

    /// A document that came while the encoder was away gets its vectors when it is used.
    private void encodeLater(@Nullable String owner, String id) {
        if (encoding.add(id)) {
            Thread.ofVirtual().name("encodes-a-document").start(() -> {
                try {
                    KeptText text = store.read(owner, id).orElse(null);
                    List<float[]> found = text == null ? List.of() : vectors(text, _ -> {
                    });
                    if (text != null && !found.isEmpty() && store.read(owner, id).isPresent()) {
                        store.keep(owner, text.with(found));
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    encoding.remove(id);
                }
            });
        }
    }

    /// One for each passage; empty if the encoder is away.
    private List<float[]> vectors(KeptText text, Consumer<Progress> progress) throws InterruptedException {
        List<String> texts = text.passages().stream().map(Passage::embeddable).toList();
        List<float[]> vectors = new ArrayList<>();
        while (vectors.size() < texts.size()) {
            progress.accept(new Progress("embedding " + text.about().name(), "passages", vectors.size(), (long) texts.size()));
            Optional<List<float[]>> batch = encoder.encode(
                    texts.subList(vectors.size(), Math.min(texts.size(), vectors.size() + BATCH)), settings.patience());
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            if (batch.isEmpty()) {
                return List.of();
            }
            vectors.addAll(batch.get());
        }
        progress.accept(new Progress("embedding " + text.about().name(), "passages", texts.size(), (long) texts.size()));
        return vectors;
    }

    private static List<Block> blocks(String name, Format format, byte[] bytes) {
        try {
            return DocumentText.read(name, format, bytes);
        } catch (UnreadableDocumentException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (RuntimeException e) {
            LOG.debug("a document cannot be read", e);
            throw new IllegalArgumentException("'%s' is damaged: it cannot be read as %s".formatted(name, format), e);
        }
    }

    private static Format format(String name, @Nullable String mediaType, byte[] bytes) {
        try {
            return Format.of(name, mediaType, bytes);
        } catch (UnreadableDocumentException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private byte[] bytes(IngestDocument task) {
        int most = Math.toIntExact(settings.maxSize().asLongValue());
        byte[] bytes = task.text() != null ? task.text().getBytes(UTF_8)
                : task.data() != null ? decoded(task.data())
                        : files.fetch(String.valueOf(task.url()), most);
        if (bytes.length > most) {
            throw new IllegalArgumentException("the document has %d bytes; at most %d are taken".formatted(bytes.length, most));
        }
        return bytes;
    }

    private static byte[] decoded(String data) {
        try {
            String base64 = data.startsWith("data:") ? data.substring(data.indexOf(',') + 1) : data;
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'data' must be base64 or a data: URL of base64", e);
        }
    }

    /// The last part of a path, without what does not belong into a name.
    private static String name(String given) {
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "").strip();
        String name = last.isEmpty() ? "document" : last;
        return name.length() <= LONGEST_NAME ? name : name.substring(name.length() - LONGEST_NAME);
    }
}
