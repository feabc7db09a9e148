package org.llmspace.contracts.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.kafka.Envelope.Position;
import org.llmspace.contracts.pipeline.PipelineTask;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;

class EventCodecTest {

    private static final String TURN = "org.llmspace.chat.turn.requested.v1";

    @Test
    void what_is_sent_is_what_arrives() {
        ChatRequest.Turn turn = ChatRequest.Turn.of("guide", List.of(ChatMessage.user("hi")));
        Envelope envelope = Envelope.first("/test", "call-1", turn, "00-aa-bb-01")
                .expiringAt(Instant.parse("2026-01-01T00:00:00Z"));
        Event<ChatRequest> event = EventCodec.decode(
                received("key", EventHeaders.of(envelope, "key"), new String(EventCodec.encode(turn), UTF_8)),
                ChatRequest.class);
        assertThat(event).isEqualTo(new Event<>("key", envelope, turn));
    }

    @Test
    void numbers_texts_and_truth_values_are_not_taken_for_each_other() {
        for (String parameter : List.of("\"top_k\":\"3\"", "\"top_k\":1.7", "\"top_k\":true", "\"top_k\":\"\"",
                "\"inputs\":42", "\"inputs\":4.2", "\"inputs\":false")) {
            assertThatThrownBy(() -> EventCodec.json().readValue(
                    "{\"task\":\"text-classification\",\"inputs\":\"x\",%s}".formatted(parameter), PipelineTask.class))
                    .as(parameter).isInstanceOf(MismatchedInputException.class);
        }
        for (String parameter : List.of("\"temperature\":\"NaN\"", "\"temperature\":\"0.5\"", "\"temperature\":1e999")) {
            assertThatThrownBy(() -> EventCodec.json().readValue(
                    "{\"task\":\"text-generation\",\"inputs\":\"x\",%s}".formatted(parameter), PipelineTask.class))
                    .as(parameter).isInstanceOf(MismatchedInputException.class);
        }
    }

    @Test
    void sequence_numbers_sort_as_text() {
        Envelope envelope = Envelope.first("/test", "call-1", ChatRequest.Turn.of(null, List.of()), null);
        Envelope reply = envelope.reply("/worker", ChatRequest.Turn.of(null, List.of()), new Position(2, 17));
        Headers headers = EventHeaders.of(reply, "k");
        assertThat(EventHeaders.text(headers, "ce_sequence")).isEqualTo("00000017");
        assertThat(EventHeaders.text(headers, "ce_causationid")).isEqualTo(envelope.id());
        assertThat(EventHeaders.position(headers)).isEqualTo(new Position(2, 17));
    }

    @Test
    void a_foreign_caller_needs_only_the_mandatory_attributes() {
        Event<ChatRequest> event = EventCodec.decode(
                received(null, headers(Map.of("ce_specversion", "1.0", "ce_id", "abc", "ce_source", "/shell",
                        "ce_type", TURN)), "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"),
                ChatRequest.class);
        assertThat(event.call()).isEqualTo("abc");
        assertThat(event.key()).isEqualTo("abc");
        assertThat(((ChatRequest.Turn) event.data()).messages()).containsExactly(ChatMessage.user("hi"));
    }

    @Test
    void structured_mode_is_read_too() {
        Event<ChatRequest> event = EventCodec.decode(
                received("k", headers(Map.of("content-type", "application/cloudevents+json; charset=UTF-8")), """
                        {"specversion":"1.0","id":"1","source":"/x","type":"%s","correlationid":"c",
                         "data":{"type":"turn","messages":[{"role":"developer","content":[{"type":"text","text":"a"}]}]}}
                        """.formatted(TURN)), ChatRequest.class);
        assertThat(event.call()).isEqualTo("c");
        assertThat(((ChatRequest.Turn) event.data()).messages()).containsExactly(ChatMessage.of(Role.SYSTEM, "a"));
    }

    @Test
    void what_is_no_event_is_undecodable_and_says_why() {
        assertThatThrownBy(() -> decode(Map.of(), "{}")).isInstanceOf(UndecodableEventException.class)
                .hasMessageContaining("'id' is missing");
        assertThatThrownBy(() -> decode(event("some.other.type"), "{}"))
                .isInstanceOf(UndecodableEventException.class).hasMessageContaining("does not belong on topic t");
        assertThatThrownBy(() -> decode(event("org.llmspace.control.cancel.v1"), "{}"))
                .isInstanceOf(UndecodableEventException.class);
    }

    @Test
    void broken_json_is_undecodable_but_its_caller_is_known() {
        var thrown = catchThrowableOfType(UndecodableEventException.class, () -> decode(event(TURN), "{\"messages\":["));
        assertThat(thrown.envelope().map(Envelope::correlationId)).isEqualTo(Optional.of("abc"));
        assertThat(catchThrowableOfType(UndecodableEventException.class, () -> decode(event(TURN), "")))
                .hasMessageContaining("has no data");
    }

    @Test
    void data_that_breaks_the_contract_is_invalid_and_names_the_place() {
        assertThatThrownBy(() -> decode(event(TURN), "{\"messages\":[{\"role\":\"robot\",\"content\":\"hi\"}]}"))
                .isInstanceOf(InvalidEventException.class).hasMessageContaining("not 'robot'")
                .hasMessageContaining("messages[0].role");
        assertThatThrownBy(() -> decode(event(TURN), "{\"messages\":\"hello\"}"))
                .isInstanceOf(InvalidEventException.class).hasMessageContaining("messages");
    }

    @Test
    void customary_reply_headers_are_honoured_but_not_for_our_own_topics() {
        Headers headers = headers(event(TURN));
        headers.add("REPLY_TOPIC", "mine".getBytes(UTF_8));
        headers.add("REPLY_PARTITION", ByteBuffer.allocate(4).putInt(3).array());
        headers.add("REPLY_CORRELATION_ID", new byte[] { 1, 2 });
        ReplyTo replyTo = EventHeaders.ofBinary(headers).replyToIfAny().orElseThrow();
        assertThat(replyTo.topic()).isEqualTo("mine");
        assertThat(replyTo.partition()).isEqualTo(3);
        assertThat(replyTo.correlation()).containsOnlyKeys("REPLY_CORRELATION_ID");

        Headers loop = headers(event(TURN));
        loop.add("kafka_replyTopic", "chat.requests".getBytes(UTF_8));
        assertThat(EventHeaders.ofBinary(loop).replyToIfAny()).isEmpty();
    }

    private static Event<ChatRequest> decode(Map<String, String> headers, String data) {
        return EventCodec.decode(received("k", headers(headers), data), ChatRequest.class);
    }

    private static Map<String, String> event(String type) {
        return Map.of("ce_specversion", "1.0", "ce_id", "abc", "ce_source", "/shell", "ce_type", type);
    }

    private static Headers headers(Map<String, String> values) {
        Headers headers = new RecordHeaders();
        values.forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
        return headers;
    }

    private static ConsumerRecord<String, byte[]> received(@Nullable String key, Headers headers, String data) {
        return new ConsumerRecord<>("t", 0, 0, 0, TimestampType.CREATE_TIME, 0, 0, key, data.getBytes(UTF_8), headers,
                Optional.empty());
    }
}
