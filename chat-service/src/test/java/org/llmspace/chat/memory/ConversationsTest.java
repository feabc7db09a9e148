package org.llmspace.chat.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatResult.KeptMessage;

class ConversationsTest {

    @TempDir
    Path folder;

    @Test
    void whatWasKeptIsThereAfterARestartForItsOwnerOnly() {
        open().add("ada", "c1", "t1", List.of(said("m1", null, "Hello"), said("m2", "m1", "Hi")));
        Conversations later = open();
        assertThat(later.messages("ada", "c1")).extracting(KeptMessage::id).containsExactly("m1", "m2");
        assertThat(later.ofTurn("ada", "c1", "t1")).hasSize(2);
        assertThat(later.ofTurn("ada", "c1", "t2")).isEmpty();
        assertThat(later.list("ada", null)).extracting("title").containsExactly("Hello");
        assertThat(later.messages("bob", "c1")).isEmpty();
        assertThat(later.messages(null, "c1")).isEmpty();
        assertThat(later.list("bob", null)).isEmpty();
    }

    @Test
    void aTornLastLineIsCutOff() throws IOException {
        open().add(null, "c1", "t1", List.of(said("m1", null, "whole")));
        Files.writeString(onlyFile(), "{\"line\":\"said\",\"turn\":\"t2\",\"mess", StandardOpenOption.APPEND);
        assertThat(open().messages(null, "c1")).extracting(KeptMessage::id).containsExactly("m1");
        open().add(null, "c1", "t3", List.of(said("m3", "m1", "after the crash")));
        assertThat(open().messages(null, "c1")).extracting(KeptMessage::id).containsExactly("m1", "m3");
        assertThat(Files.readAllLines(onlyFile())).hasSize(3);
    }

    @Test
    void aConversationIsRenamedAndDeleted() {
        Conversations conversations = open();
        conversations.add(null, "../../etc/passwd", "t1", List.of(said("m1", null, "Hello")));
        assertThat(conversations.rename(null, "../../etc/passwd", "About paths").orElseThrow().title())
                .isEqualTo("About paths");
        assertThat(conversations.rename(null, "nothing", "x")).isEmpty();
        assertThat(conversations.delete(null, "../../etc/passwd")).isTrue();
        assertThat(conversations.delete(null, "../../etc/passwd")).isFalse();
        assertThat(conversations.list(null, null)).isEmpty();
    }

    private Conversations open() {
        return new Conversations(new FileStore(folder));
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private static KeptMessage said(String id, @org.jspecify.annotations.Nullable String parent, String text) {
        return new KeptMessage(id, parent, ChatMessage.user(text), null, List.of(), null, Instant.now());
    }
}
