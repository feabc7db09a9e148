package org.llmspace.chat.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.llmspace.chat.PostgresServer;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatResult.KeptMessage;

/// Conversations in a real PostgreSQL server.
class PostgresStoreTest {

    private static @Nullable PostgresServer server;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.startOrSkip();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void whatOneReplicaKeepsTheOthersSee() {
        open().add("ada", "c1", "t1", List.of(said("m1", null, "Hello whales"), said("m2", "m1", "Hi \u0000 \"there\"\n")));
        Conversations other = open();
        assertThat(other.messages("ada", "c1")).extracting(KeptMessage::id).containsExactly("m1", "m2");
        assertThat(other.messages("ada", "c1").getLast().message().text()).isEqualTo("Hi \u0000 \"there\"\n");
        assertThat(other.ofTurn("ada", "c1", "t1")).hasSize(2);
        assertThat(other.ofTurn("ada", "c1", "t2")).isEmpty();
        assertThat(other.list("ada", "WHALES")).extracting("title").containsExactly("Hello whales");
        assertThat(other.list("ada", "dolphins")).isEmpty();
        assertThat(other.messages("bob", "c1")).isEmpty();
        assertThat(other.messages(null, "c1")).isEmpty();
        assertThat(other.list("bob", null)).isEmpty();
    }

    @Test
    void aConversationIsRenamedAndDeleted() {
        String id = "'; drop table llmspace_conversation_line; --";
        Conversations conversations = open();
        conversations.add(null, id, "t1", List.of(said("m1", null, "Hello")));
        assertThat(conversations.rename(null, id, "About quotes").orElseThrow().title()).isEqualTo("About quotes");
        assertThat(conversations.rename(null, "nothing", "x")).isEmpty();
        assertThat(conversations.messages(null, "nothing")).isEmpty();
        assertThat(conversations.delete(null, id)).isTrue();
        assertThat(conversations.delete(null, id)).isFalse();
        assertThat(conversations.read(null, id)).isEmpty();
    }

    @Test
    void manyWritersOnSeveralReplicasLoseNothingAndOpenItOnce() throws Exception {
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String turn = "t" + i;
            writers.add(Thread.ofVirtual().start(() -> open().add("eve", "shared", turn,
                    List.of(said(turn + "-1", null, "question"), said(turn + "-2", turn + "-1", "answer")))));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(open().messages("eve", "shared")).hasSize(40).extracting(KeptMessage::id).doesNotHaveDuplicates();
        for (int i = 0; i < 20; i++) {
            assertThat(open().ofTurn("eve", "shared", "t" + i)).hasSize(2);
        }
        assertThat(open().list("eve", null)).hasSize(1);
    }

    @Test
    void notesAreFoundByAllReplicasUntilTheirTimeIsOver() throws Exception {
        notes().put("n1", "first \u0000 {}", Duration.ofMinutes(1));
        notes().put("n1", "second", Duration.ofMinutes(1));
        notes().put("n2", "short", Duration.ofMillis(20));
        Thread.sleep(50);
        assertThat(notes().get("n1")).hasValue("second");
        assertThat(notes().get("n2")).isEmpty();
        assertThat(notes().get("'; drop table llmspace_note; --")).isEmpty();
        notes().remove("n1");
        assertThat(notes().get("n1")).isEmpty();
        assertThat(new Notes((DataSource) null).areShared()).isFalse();
    }

    private static Notes notes() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return new Notes(server.dataSource());
    }

    private static Conversations open() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return new Conversations(new PostgresStore(server.dataSource()));
    }

    private static KeptMessage said(String id, @Nullable String parent, String text) {
        return new KeptMessage(id, parent, ChatMessage.user(text), null, List.of(), null, Instant.now());
    }
}
