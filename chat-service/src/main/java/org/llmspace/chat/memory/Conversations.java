package org.llmspace.chat.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import javax.sql.DataSource;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatResult.Conversation;
import org.llmspace.contracts.chat.ChatResult.KeptConversation;
import org.llmspace.contracts.chat.ChatResult.KeptMessage;
import org.llmspace.contracts.chat.Role;

/// The conversations of all owners: in files, or where a database is configured, as several replicas need it, in that. An
/// owner sees only its own.
@Singleton
public class Conversations {

    private static final int TITLE = 80;

    private final ConversationStore store;

    /// @param url of the database; without it the data source is off
    @Inject
    Conversations(MemorySettings settings, Instance<DataSource> database,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") Optional<String> url) {
        this(url.filter(address -> !address.isBlank()).<ConversationStore> map(_ -> new PostgresStore(database.get()))
                .orElseGet(() -> new FileStore(settings.folder())));
    }

    Conversations(ConversationStore store) {
        this.store = store;
    }

    /// All messages, in the order in which they were kept; none if the conversation is new.
    public List<KeptMessage> messages(@Nullable String owner, String id) {
        return store.read(owner, id).stream().filter(Line.Said.class::isInstance).map(line -> ((Line.Said) line).message())
                .toList();
    }

    /// What a turn added; empty if it was not answered yet.
    public List<KeptMessage> ofTurn(@Nullable String owner, String id, String turn) {
        return store.read(owner, id).stream()
                .flatMap(line -> line instanceof Line.Said said && said.turn().equals(turn) ? Stream.of(said.message())
                        : Stream.empty())
                .toList();
    }

    /// Keeps what a turn added, all of it or nothing.
    public void add(@Nullable String owner, String id, String turn, List<KeptMessage> messages) {
        store.append(owner, id, new Line.Opened(id, Instant.now()),
                messages.stream().map(message -> new Line.Said(turn, message)).toList());
    }

    public Optional<Conversation> read(@Nullable String owner, String id) {
        return conversation(store.read(owner, id));
    }

    /// The owner's conversations, the newest first.
    ///
    /// @param query only those that say all of its words; null means all
    public List<KeptConversation> list(@Nullable String owner, @Nullable String query) {
        return store.all(owner).stream().flatMap(lines -> conversation(lines).stream())
                .filter(conversation -> says(conversation, query)).map(Conversation::conversation)
                .sorted(Comparator.comparing(KeptConversation::updated).reversed()).toList();
    }

    private static boolean says(Conversation conversation, @Nullable String query) {
        if (query == null || query.isBlank()) {
            return true;
        }
        StringBuilder said = new StringBuilder(conversation.conversation().title());
        conversation.messages().forEach(message -> said.append('\n').append(message.message().text()));
        String text = said.toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(query.toLowerCase(Locale.ROOT).strip().split("\\s+")).allMatch(text::contains);
    }

    /// @return what is kept now; empty if there is no such conversation
    public Optional<KeptConversation> rename(@Nullable String owner, String id, String title) {
        store.append(owner, id, null, List.of(new Line.Renamed(title, Instant.now())));
        return read(owner, id).map(Conversation::conversation);
    }

    /// @return whether there was such a conversation
    public boolean delete(@Nullable String owner, String id) {
        return store.delete(owner, id);
    }

    private static Optional<Conversation> conversation(List<Line> lines) {
        String id = null;
        String title = null;
        Instant created = null;
        Instant updated = Instant.EPOCH;
        List<KeptMessage> messages = new ArrayList<>();
        for (Line line : lines) {
            switch (line) {
                case Line.Opened opened -> {
                    id = opened.id();
                    created = opened.at();
                    updated = opened.at();
                }
                case Line.Renamed renamed -> {
                    title = renamed.title();
                    updated = renamed.at();
                }
                case Line.Said said -> {
                    messages.add(said.message());
                    updated = said.message().at();
                }
            }
        }
        if (id == null || created == null) {
            return Optional.empty();
        }
        return Optional.of(new Conversation(
                new KeptConversation(id, title == null ? title(messages) : title, messages.size(), created, updated),
                messages));
    }

    private static String title(List<KeptMessage> messages) {
        String first = messages.stream().map(KeptMessage::message).filter(message -> message.role() == Role.USER).findFirst()
                .map(message -> message.text().strip().lines().findFirst().orElse("")).orElse("");
        return first.length() <= TITLE ? first : first.substring(0, TITLE) + "...";
    }
}
