package org.llmspace.chat.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatRequest.Turn;
import org.llmspace.contracts.chat.ChatResult.Template;
import org.llmspace.contracts.chat.ChatTask.SaveTemplate;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.Shot;
import org.llmspace.contracts.chat.TemplateReference;
import org.llmspace.contracts.kafka.EventCodec;

/// The templates of all owners, with all their versions. A version never changes; an owner sees only its own.
@Singleton
public class Templates {

    /// The variable that stands for what the user typed.
    static final String INPUT = "input";

    private static final Logger LOG = Logger.getLogger(Templates.class);
    private static final int LONGEST_NAME = 100;

    private final Path folder;

    Templates(PromptSettings settings) {
        this.folder = settings.folder();
    }

    /// Keeps a template as the next version of its name.
    ///
    /// @throws IllegalArgumentException if it has no name
    public Template save(@Nullable String owner, SaveTemplate task) {
        String name = task.name().strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a template's 'name' has 1 to %d characters".formatted(LONGEST_NAME));
        }
        Path own = folder(owner, name);
        try {
            Files.createDirectories(own);
            for (int version = versions(own).stream().mapToInt(Template::version).max().orElse(0) + 1;; version++) {
                Template template = new Template(name, version, task.description(), task.system(), task.user(),
                        task.examples(), Filling.variables(task.system(), task.user(), task.examples()), Instant.now());
                if (written(own, template)) {
                    return template;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the template cannot be kept in " + folder, e);
        }
    }

    /// The newest version of each, by name; or all versions of one, the newest first.
    ///
    /// @param name null means all templates
    public List<Template> list(@Nullable String owner, @Nullable String name) {
        if (name != null) {
            return versions(folder(owner, name.strip()));
        }
        Path own = folder.resolve(hash(owner == null ? "" : "owner " + owner));
        if (!Files.isDirectory(own)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(own)) {
            return folders.flatMap(one -> versions(one).stream().limit(1)).sorted(Comparator.comparing(Template::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the templates cannot be listed", e);
        }
    }

    /// @return whether there was such a template
    public boolean delete(@Nullable String owner, String name) {
        Path own = folder(owner, name.strip());
        if (!Files.isDirectory(own)) {
            return false;
        }
        try (Stream<Path> files = Files.list(own)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(own);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("the template cannot be deleted", e);
        }
    }

    /// The turn as its template makes it: the template's system prompt and shots come first, and its text takes the place of the
    /// last message. A turn without a template stays as it is.
    ///
    /// @throws IllegalArgumentException if there is no such template, or a value is missing
    public Turn fill(Turn turn) {
        TemplateReference reference = turn.template();
        if (reference == null) {
            return turn;
        }
        List<ChatMessage> messages = new ArrayList<>(turn.messages());
        boolean asked = !messages.isEmpty() && messages.getLast().role() == Role.USER;
        Map<String, String> values = new HashMap<>();
        if (asked) {
            values.put(INPUT, messages.removeLast().text());
        }
        values.putAll(reference.variables());
        Template filled = new Filling(find(turn.owner(), reference), values).filled();
        if (filled.system() != null && !filled.system().isBlank()) {
            messages.addFirst(ChatMessage.of(Role.SYSTEM, filled.system()));
        }
        messages.add(ChatMessage.user(filled.user()));
        List<Shot> shots = new ArrayList<>(filled.examples());
        shots.addAll(turn.examples());
        return new Turn(turn.model(), turn.conversation(), turn.parent(), messages, turn.options(), turn.documents(),
                turn.documentIds(), shots, null, turn.toolUse(), turn.owner(), turn.metadata());
    }

    private Template find(@Nullable String owner, TemplateReference reference) {
        List<Template> versions = versions(folder(owner, reference.name().strip()));
        if (versions.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no template '%s'; list_templates lists those there are".formatted(reference.name()));
        }
        Integer wanted = reference.version();
        Optional<Template> found = versions.stream().filter(one -> wanted == null || one.version() == wanted).findFirst();
        return found.orElseThrow(() -> new IllegalArgumentException("the template '%s' has no version %d; its newest is %d"
                .formatted(reference.name(), wanted, versions.getFirst().version())));
    }

    /// The newest first.
    private static List<Template> versions(Path own) {
        if (!Files.isDirectory(own)) {
            return List.of();
        }
        List<Template> versions = new ArrayList<>();
        try (Stream<Path> files = Files.list(own)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".json")).toList()) {
                versions.add(EventCodec.json().readValue(Files.readAllBytes(file), Template.class));
            }
        } catch (IOException e) {
            LOG.warnf("a template in %s cannot be read and is passed over: %s", own, e.getMessage());
        }
        versions.sort(Comparator.comparingInt(Template::version).reversed());
        return versions;
    }

    /// Two who save at the same time get two versions.
    private static boolean written(Path own, Template template) throws IOException {
        Path unfinished = Files.createTempFile(own, "template-", ".part");
        try {
            Files.write(unfinished, EventCodec.json().writeValueAsBytes(template));
            Files.createLink(own.resolve("%06d.json".formatted(template.version())), unfinished);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.delete(unfinished);
        }
    }

    private Path folder(@Nullable String owner, String name) {
        return folder.resolve(hash(owner == null ? "" : "owner " + owner)).resolve(hash(name));
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
