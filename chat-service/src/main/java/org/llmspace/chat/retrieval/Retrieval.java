package org.llmspace.chat.retrieval;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.chat.retrieval.PassageIndex.Hit;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.Document;

import io.quarkus.runtime.StartupEvent;

/// Finds the passages that answer a question, by words always and by meaning while the encoder answers.
@Singleton
public class Retrieval {

    private static final Logger LOG = Logger.getLogger(Retrieval.class);
    private static final Duration GUIDE_PATIENCE = Duration.ofSeconds(30);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final Encoder encoder;
    private final RetrievalSettings settings;
    private final PassageIndex guide = new PassageIndex(GuideText.passages());
    private volatile @Nullable Thread encoding;

    Retrieval(Encoder encoder, RetrievalSettings settings) {
        this.encoder = encoder;
        this.settings = settings;
    }

    /// The passages that answer the last question, from the documents and the guide; empty if none does.
    public List<Citation> inGuideAnd(List<Document> documents, List<ChatMessage> messages) {
        return found(messages, documents.isEmpty() ? List.of(guide) : List.of(guide, index(documents)), Evidence.GUIDE);
    }

    /// The passages of the documents that fit the last question best.
    public List<Citation> in(List<Document> documents, List<ChatMessage> messages) {
        return documents.isEmpty() ? List.of() : found(messages, List.of(index(documents)), Evidence.CONTEXT);
    }

    /// Whether the guide is searched by meaning too.
    public boolean guideHasEmbeddings() {
        return guide.hasVectors();
    }

    void start(@Observes StartupEvent event) {
        encoding = Thread.ofVirtual().name("encodes-the-guide").start(this::encodeGuide);
    }

    @PreDestroy
    void stop() {
        Thread running = encoding;
        if (running != null) {
            running.interrupt();
        }
    }

    private List<Citation> found(List<ChatMessage> messages, List<PassageIndex> indexes, Evidence evidence) {
        Question question = Question.of(messages);
        boolean meaningful = indexes.stream().anyMatch(PassageIndex::hasVectors);
        float[] meaning = meaningful ? meaning(question).orElse(null) : null;
        List<Hit> hits = new ArrayList<>();
        indexes.forEach(index -> hits.addAll(index.search(question, meaning)));
        return evidence.choose(hits, settings.passages());
    }

    private Optional<float[]> meaning(Question question) {
        return encoder.encode(List.of(question.embeddable()), settings.patience()).map(List::getFirst);
    }

    private PassageIndex index(List<Document> documents) {
        PassageIndex index = new PassageIndex(
                documents.stream().flatMap(document -> Passages.of(document.name(), document.text()).stream()).toList());
        encoder.encode(index.embeddables(), settings.patience()).ifPresent(index::vectors);
        return index;
    }

    private void encodeGuide() {
        List<String> texts = guide.embeddables();
        VectorFile file = new VectorFile(settings.folder(), texts);
        file.read().ifPresent(guide::vectors);
        while (!guide.hasVectors() && !Thread.currentThread().isInterrupted()) {
            encoder.encode(texts, GUIDE_PATIENCE).ifPresentOrElse(vectors -> {
                guide.vectors(vectors);
                file.write(vectors);
                LOG.infof("the guide's %d passages have embeddings", texts.size());
            }, Retrieval::pause);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(TRY_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
