package org.llmspace.chat.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatResult.Conversation;
import org.llmspace.contracts.chat.ChatResult.KeptConversation;
import org.llmspace.contracts.chat.ChatResult.KeptMessage;
import org.llmspace.contracts.chat.Role;

/// The conversations of all owners, a file each. An owner sees only its own.
@Singleton
public class Conversations {

    private static final int LOCKS = 64;
    private static final int TITLE = 80;

    private final Path folder;
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

    Conversations(MemorySettings settings) {
        this.folder = settings.folder();
    }

    /// All messages, in the order in which they were kept; none if the conversation is new.
    public List<KeptMessage> messages(@Nullable String owner, String id) {
        return file(owner, id).read().stream().filter(Line.Said.class::isInstance).map(line -> ((Line.Said) line).message())
                .toList();
    }

    /// What a turn added; empty if it was not answered yet.
    public List<KeptMessage> ofTurn(@Nullable String owner, String id, String turn) {
        return file(owner, id).read().stream()
                .flatMap(line -> line instanceof Line.Said said && said.turn().equals(turn) ? Stream.of(said.message())
                        : Stream.empty())
                .toList();
    }

    /// Keeps what a turn added, all of it or nothing.
    public void add(@Nullable String owner, String id, String turn, List<KeptMessage> messages) {
        ConversationFile file = file(owner, id);
        synchronized (lock(file)) {
            List<Line> lines = new ArrayList<>();
            if (!Files.exists(file.path())) {
                lines.add(new Line.Opened(id, Instant.now()));
            }
            messages.forEach(message -> lines.add(new Line.Said(turn, message)));
            file.append(lines);
        }
    }

    public Optional<Conversation> read(@Nullable String owner, String id) {
        return conversation(file(owner, id));
    }

    /// The owner's conversations, the newest first.
    ///
    /// @param query only those that say all of its words; null means all
    public List<KeptConversation> list(@Nullable String owner, @Nullable String query) {
        Path own = folder.resolve(hash(owner == null ? "" : "owner " + owner));
        if (!Files.isDirectory(own)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(own)) {
            return files.flatMap(path -> conversation(new ConversationFile(path)).stream())
                    .filter(conversation -> says(conversation, query)).map(Conversation::conversation)
                    .sorted(Comparator.comparing(KeptConversation::updated).reversed()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the conversations cannot be listed", e);
        }
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
        ConversationFile file = file(owner, id);
        synchronized (lock(file)) {
            if (Files.exists(file.path())) {
                file.append(List.of(new Line.Renamed(title, Instant.now())));
            }
        }
        return conversation(file).map(Conversation::conversation);
    }

    /// @return whether there was such a conversation
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

    private static Optional<Conversation> conversation(ConversationFile file) {
        String id = null;
        String title = null;
        Instant created = null;
        Instant updated = Instant.EPOCH;
        List<KeptMessage> messages = new ArrayList<>();
        for (Line line : file.read()) {
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

    private ConversationFile file(@Nullable String owner, String id) {
        return new ConversationFile(folder.resolve(hash(owner == null ? "" : "owner " + owner)).resolve(hash(id) + ".jsonl"));
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
