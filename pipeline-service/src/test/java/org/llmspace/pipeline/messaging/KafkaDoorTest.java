package org.llmspace.pipeline.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.llmspace.contracts.Cancel;
import org.llmspace.contracts.EventTypes;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.kafka.CallLog;
import org.llmspace.contracts.kafka.Envelope;
import org.llmspace.contracts.kafka.Event;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.EventHeaders;
import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.TopicReader;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.local.KafkaBroker;
import org.llmspace.pipeline.SharedBroker;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@QuarkusTestResource(SharedBroker.class)
class KafkaDoorTest {

    private static final List<ConsumerRecord<String, byte[]>> REPLIES = new CopyOnWriteArrayList<>();
    private static final List<ConsumerRecord<String, byte[]>> DEAD = new CopyOnWriteArrayList<>();
    private static final PipelineTask<?> SIMILARITY = new PipelineTask.SentenceSimilarity("A cat sleeps",
            List.of("A kitten naps", "The stock market fell"));

    private static TopicReader replies;
    private static TopicReader dead;
    private static EventPublisher publisher;

    @Inject
    CallLog log;

    @BeforeAll
    static void open() {
        Map<String, Object> kafka = Map.of("bootstrap.servers", KafkaBroker.shared());
        replies = new TopicReader(kafka, List.of(Topics.PIPELINE_REPLIES), Duration.ofMinutes(5), REPLIES::add).start();
        dead = new TopicReader(kafka, List.of(Topics.PIPELINE_REQUESTS_DLQ), Duration.ofMinutes(5), DEAD::add).start();
        publisher = new EventPublisher(kafka, "/test");
    }

    @AfterAll
    static void close() {
        replies.close();
        dead.close();
        publisher.close();
    }

    @Test
    void answersACallWithStartedAndCompletedInOrder() {
        String call = send(SIMILARITY, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        List<Event<PipelineReply>> answer = await(call, PipelineReply.Completed.class);

        assertThat(answer).extracting(reply -> reply.data().getClass().getSimpleName())
                .containsExactly("Started", "Completed");
        assertThat(answer).extracting(Event::key).containsOnly(call);
        assertThat(answer).extracting(reply -> reply.envelope().position())
                .containsExactly(new Envelope.Position(1, 1), new Envelope.Position(1, 2));
        assertThat(answer).extracting(reply -> reply.envelope().traceparent()).allSatisfy(
                traceparent -> assertThat(traceparent).startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-"));
        var completed = (PipelineReply.Completed) answer.getLast().data();
        assertThat(completed.model()).isEqualTo("llm-space/minilm");
        var scores = ((PipelineOutput.Similarities) completed.output()).scores();
        assertThat(scores.get(0)).isGreaterThan(0.5);
        assertThat(scores.get(1)).isLessThan(0.2);
    }

    @Test
    void answersOnceWhenARequestComesTwice() {
        Event<PipelineRequest.Call> request = request(SIMILARITY, null);
        publish(request);
        await(request.call(), PipelineReply.Completed.class);
        publish(request);
        String later = send(SIMILARITY, null);
        await(later, PipelineReply.Completed.class);
        Awaitility.await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(repliesTo(request.call())).hasSize(2));
    }

    @Test
    void tellsWhatIsWrongWithABadCall() {
        String call = send(new PipelineTask.ZeroShotClassification("text", List.of(), null, false), null);
        assertThat(failure(call).failure()).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
            assertThat(failure.message()).contains("candidate_labels");
        });
    }

    @Test
    void tellsHowToGetAModelThatIsMissing() {
        String call = UUID.randomUUID().toString();
        publish(new Event<>(call, envelope(call, null), new PipelineRequest.Call("nobody/nothing", SIMILARITY)));
        assertThat(failure(call).failure()).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.MODEL_NOT_FOUND);
            assertThat(failure.message()).contains("nobody/nothing");
        });
    }

    @Test
    void refusesDataThatBreaksTheContractWithOneReply() {
        String call = sendRaw("{\"task\":{\"task\":\"sentence-similarity\"}}");
        assertThat(failure(call).failure().code()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(repliesTo(call)).hasSize(1);
        assertThat(deadLetters(call)).isEmpty();
    }

    @Test
    void putsWhatIsNoJsonOnTheDeadLetterTopicAndGoesOn() {
        String call = sendRaw("{no json");
        assertThat(failure(call).failure().code()).isEqualTo(FailureCode.INVALID_REQUEST);
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(deadLetters(call)).hasSize(1));
        assertThat(EventHeaders.text(deadLetters(call).getFirst().headers(), "dead-letter-reason")).contains("no JSON");
        await(send(SIMILARITY, null), PipelineReply.Completed.class);
    }

    @Test
    void doesNotBeginACallThatHasExpired() {
        String call = UUID.randomUUID().toString();
        Envelope expired = envelope(call, null).expiringAt(Instant.now().minusSeconds(1));
        publish(new Event<>(call, expired, new PipelineRequest.Call(null, SIMILARITY)));
        assertThat(failure(call).failure().code()).isEqualTo(FailureCode.EXPIRED);
        assertThat(repliesTo(call)).hasSize(1);
    }

    @Test
    void doesNotBeginACallThatWasCancelledBefore() {
        String call = UUID.randomUUID().toString();
        Cancel cancel = new Cancel(call, "not needed any more");
        publisher.sendNow(Topics.CONTROL, call, Envelope.first("/test", call, cancel, null), cancel);
        Awaitility.await().pollDelay(Duration.ofMillis(700)).until(() -> true);
        publish(new Event<>(call, envelope(call, null), new PipelineRequest.Call(null, SIMILARITY)));
        assertThat(await(call, PipelineReply.Cancelled.class)).hasSize(1);
    }

    @Test
    void stopsACallThatRuns() {
        List<String> many = IntStream.range(0, 1_500)
                .mapToObj(i -> "Sentence number " + i + " about cats, dogs and the weather in town").toList();
        String call = send(new PipelineTask.SentenceSimilarity("A cat", many), null);
        await(call, PipelineReply.Started.class);
        Cancel cancel = new Cancel(call, null);
        publisher.sendNow(Topics.CONTROL, call, Envelope.first("/test", call, cancel, null), cancel);
        assertThat(await(call, PipelineReply.Cancelled.class)).extracting(reply -> reply.data().getClass().getSimpleName())
                .containsExactly("Started", "Cancelled");
        await(send(SIMILARITY, null), PipelineReply.Completed.class);
    }

    @Test
    void beginsASecondAttemptWhereAWorkerDiedInTheFirst() {
        String call = UUID.randomUUID().toString();
        Envelope envelope = envelope(call, null);
        PipelineReply started = new PipelineReply.Started("m");
        publisher.sendNow(Topics.PIPELINE_REPLIES, call,
                envelope.reply("/dead-worker", started, new Envelope.Position(1, 1)), started);
        Awaitility.await().pollDelay(Duration.ofMillis(700)).until(() -> true);
        publish(new Event<>(call, envelope, new PipelineRequest.Call(null, SIMILARITY)));
        assertThat(await(call, PipelineReply.Completed.class).getLast().envelope().position())
                .isEqualTo(new Envelope.Position(2, 2));
        assertThat(log.ended(call)).isTrue();
    }

    private static String send(PipelineTask<?> task, String traceparent) {
        Event<PipelineRequest.Call> request = request(task, traceparent);
        publish(request);
        return request.call();
    }

    private static Event<PipelineRequest.Call> request(PipelineTask<?> task, String traceparent) {
        String call = UUID.randomUUID().toString();
        return new Event<>(call, envelope(call, traceparent), new PipelineRequest.Call(null, task));
    }

    private static Envelope envelope(String call, String traceparent) {
        PipelineRequest example = new PipelineRequest.Call(null, SIMILARITY);
        return Envelope.first("/test", call, example, traceparent);
    }

    private static void publish(Event<PipelineRequest.Call> request) {
        publisher.sendNow(Topics.PIPELINE_REQUESTS, request.key(), request.envelope(), request.data());
    }

    /// Sends data that our own records could not hold.
    private static String sendRaw(String data) {
        String call = UUID.randomUUID().toString();
        Map<String, Object> config = Map.of("bootstrap.servers", KafkaBroker.shared());
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.PIPELINE_REQUESTS, null, null, call,
                    data.getBytes(StandardCharsets.UTF_8), EventHeaders.of(envelope(call, null), call)));
        }
        return call;
    }

    private static PipelineReply.Failed failure(String call) {
        return (PipelineReply.Failed) await(call, PipelineReply.Failed.class).getLast().data();
    }

    private static List<Event<PipelineReply>> await(String call, Class<? extends PipelineReply> last) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(
                () -> repliesTo(call).stream().anyMatch(reply -> last.isInstance(reply.data())));
        return repliesTo(call);
    }

    private static List<Event<PipelineReply>> repliesTo(String call) {
        return REPLIES.stream().filter(reply -> call.equals(EventHeaders.call(reply.headers())))
                .filter(reply -> !"/dead-worker".equals(EventHeaders.text(reply.headers(), "ce_source")))
                .filter(reply -> EventTypes.recordOf(String.valueOf(EventHeaders.text(reply.headers(), "ce_type")))
                        .isPresent())
                .map(reply -> EventCodec.decode(reply, PipelineReply.class)).toList();
    }

    private static List<ConsumerRecord<String, byte[]>> deadLetters(String call) {
        return DEAD.stream().filter(letter -> call.equals(letter.key())).toList();
    }
}
