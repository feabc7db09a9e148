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
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.ChatTask;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.Document;

import io.quarkus.runtime.StartupEvent;

/// Finds the passages that answer a question, by words always and by meaning while the encoder answers.
@Singleton
public class Retrieval {

    private static final Logger LOG = Logger.getLogger(Retrieval.class);
    private static final Duration GUIDE_PATIENCE = Duration.ofSeconds(30);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private static final int MOST_FOUND = 50;
    /// Characters of what is shown before and after a passage.
    private static final int PAGE = 3_000;

    private final Encoder encoder;
    private final Documents documents;
    private final RetrievalSettings settings;
    private final PassageIndex guide = GuideText.index();
    private final GuideAnswers answers = new GuideAnswers(guide, this::meaning);
    private volatile @Nullable Thread encoding;

    Retrieval(Encoder encoder, Documents documents, RetrievalSettings settings) {
        this.encoder = encoder;
        this.documents = documents;
        this.settings = settings;
    }

    /// The passages that answer the last question, rather none than wrong ones: from the documents or, if they hold no answer,
    /// from the guide.
    public List<Citation> toQuote(Sources sources, List<ChatMessage> messages) {
        List<PassageSearch> documents = indexes(sources);
        List<Citation> found = documents.isEmpty() ? List.of()
                : found(Question.of(messages), documents, Evidence.GUIDE, settings.passages());
        return found.isEmpty() ? answers.answer(messages, settings.passages()) : found;
    }

    /// The passages of the documents that fit the last question best, for a language model to judge.
    public List<Citation> toRead(Sources sources, List<ChatMessage> messages) {
        List<PassageSearch> documents = indexes(sources);
        return documents.isEmpty() ? List.of()
                : found(Question.of(messages), documents, Evidence.CONTEXT, settings.contextPassages());
    }

    /// The passages that an answer names, each marked by whether it says what the sentences say that name it.
    public List<Citation> cited(String answer, List<Citation> evidence) {
        return new CitationCheck((claim, passage) -> encoder.encode(List.of(claim, passage), settings.patience())
                .map(vectors -> (double) PassageIndex.dot(vectors.getFirst(), vectors.getLast())))
                .cited(answer, evidence);
    }

    /// The passages of kept documents that fit a question best; without any ids, of all documents.
    ///
    /// @throws IllegalArgumentException if there is no such document
    public List<Citation> search(@Nullable String owner, ChatTask.SearchDocuments task) {
        List<String> ids = task.documentIds().isEmpty() ? List.of("*") : task.documentIds();
        int most = task.topK() == null ? settings.contextPassages() : Math.clamp(task.topK(), 1, MOST_FOUND);
        return found(new Question(task.query(), ""), List.of(documents.index(owner, ids)), Evidence.CONTEXT, most).stream()
                .filter(citation -> citation.score() > 0).toList();
    }

    /// A passage and what stands around it; empty if there is none.
    public Optional<ChatResult.Passage> read(@Nullable String owner, String id) {
        List<Passage> all = id.startsWith(GuideText.ID) ? guide.passages() : documents.around(owner, id);
        Passage passage = KeptText.passage(all, id);
        if (passage == null) {
            return Optional.empty();
        }
        List<Passage> own = all.stream().filter(other -> other.source().equals(passage.source())).toList();
        int at = own.indexOf(passage);
        String before = text(own.subList(0, at));
        String after = text(own.subList(at + 1, own.size()));
        return Optional.of(new ChatResult.Passage(
                new Citation(1, passage.source(), passage.section(), passage.text(), 1, id, null),
                before.substring(Math.max(0, before.length() - PAGE)), after.substring(0, Math.min(PAGE, after.length()))));
    }

    private static String text(List<Passage> passages) {
        return String.join("\n\n", passages.stream().map(Passage::text).toList());
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

    private List<Citation> found(Question question, List<PassageSearch> indexes, Evidence evidence, int most) {
        return evidence.choose(PassageSearch.all(question, indexes, this::meaning), most);
    }

    private List<PassageSearch> indexes(Sources sources) {
        List<PassageSearch> indexes = new ArrayList<>();
        if (!sources.documents().isEmpty()) {
            indexes.add(index(sources.documents()));
        }
        if (!sources.documentIds().isEmpty()) {
            indexes.add(documents.index(sources.owner(), sources.documentIds()));
        }
        return indexes;
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
        VectorFile file = VectorFile.of(settings.folder(), texts);
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
