package org.llmspace.chat.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llmspace.chat.ProviderServer;
import org.llmspace.chat.RunningService;
import org.llmspace.chat.turn.ChatTurns;
import org.llmspace.chat.turn.ReplyStream;
import org.llmspace.contracts.Cancel;
import org.llmspace.contracts.EventTypes;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.ChatTask;
import org.llmspace.contracts.chat.Document;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.chat.Shot;
import org.llmspace.contracts.chat.TemplateReference;
import org.llmspace.contracts.chat.ToolUse;
import org.llmspace.contracts.chat.Variation;
import org.llmspace.contracts.kafka.Envelope;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.EventHeaders;
import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.TopicReader;

import com.sun.net.httpserver.HttpExchange;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;

/// The Kafka door, against a real broker.
@QuarkusTest
@QuarkusTestResource(RunningService.class)
class ChatRequestConsumerTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    record Got(String topic, String key, String call, int attempt, long sequence, String type,
            ConsumerRecord<String, byte[]> raw) {

        ChatReply reply() {
            return EventCodec.decodeData(raw.value(), ChatReply.class);
        }
    }

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @Inject
    ChatTurns turns;

    @SuppressWarnings("NullAway.Init") // injected by RunningService
    ProviderServer provider;
    private EventPublisher publisher;
    private TopicReader reader;
    private final List<Got> got = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        provider.reset();
        publisher = new EventPublisher(kafka, "/tests");
        reader = new TopicReader(kafka, List.of(Topics.CHAT_REPLIES, Topics.CHAT_REQUESTS_DLQ), Duration.ofSeconds(1),
                this::note).start();
        await().atMost(SOON).until(reader::caughtUp);
    }

    @AfterEach
    void close() {
        reader.close();
        publisher.close();
    }

    @Test
    void aTurnIsAnsweredWithNumberedDeltasAndOneEnding() {
        provider.always((exchange, _) -> ProviderServer.answer(exchange, "a", "b", "c"));
        String call = send("conversation-1", turn("openai/test-model"));
        ChatReply.Completed completed = (ChatReply.Completed) ending(call);
        assertThat(completed.message().text()).isEqualTo("abc");
        assertThat(completed.model()).isEqualTo("openai/test-model");
        assertThat(completed.usage().completionTokens()).isEqualTo(3);
        List<Got> replies = replies(call);
        assertThat(replies.getFirst().reply()).isEqualTo(new ChatReply.Started("openai/test-model"));
        assertThat(replies).extracting(Got::sequence).isSorted().doesNotHaveDuplicates().startsWith(1L);
        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.key()).isEqualTo("conversation-1");
            assertThat(reply.attempt()).isEqualTo(1);
        });
        assertThat(replies.stream().map(Got::reply).filter(ChatReply.Delta.class::isInstance)
                .map(reply -> ((ChatReply.Delta) reply).text()).reduce("", String::concat)).isEqualTo("abc");
    }

    @Test
    void theGuideAnswersFromADocumentThatWasPasted() {
        Document document = new Document("house.txt", "# Heating\nThe boiler in the cellar was made by Zandroth in 1987.");
        String call = send("c", new ChatRequest.Turn("guide", null, List.of(ChatMessage.user("Who made the Zandroth boiler?")),
                GenerationOptions.DEFAULT, List.of(document), Map.of()));
        ChatReply.Completed completed = (ChatReply.Completed) ending(call);
        assertThat(completed.message().text()).contains("1987").contains("[1]");
        assertThat(completed.citations()).first().satisfies(citation -> assertThat(citation.source()).isEqualTo("house.txt"));
        assertThat(replies(call)).anyMatch(reply -> reply.reply() instanceof ChatReply.Cited);
    }

    @Test
    void aTemplateOrADocumentThatDoesNotExistIsSaid() {
        ChatRequest.Turn plain = turn("guide");
        var template = new TemplateReference("no-such-letter", null, Map.of());
        for (ChatRequest.Turn asked : List.of(asking(plain, List.of(), template), asking(plain, List.of("doc-1"), null))) {
            ChatReply.Failed failed = (ChatReply.Failed) ending(send("c", asked));
            assertThat(failed.failure().code()).isEqualTo(FailureCode.INVALID_REQUEST);
            assertThat(failed.failure().message()).startsWith("there is no ");
        }
    }

    @Test
    void aKeptDocumentIsFoundCitedOpenedAndDeletedByItsOwnerOnly() {
        String owner = UUID.randomUUID().toString();
        String text = "# Heating\nThe boiler in the cellar was made by Zandroth in 1987.\n\n# Roof\nThe roof is of slate.";
        String ingest = ask(new ChatTask.IngestDocument("house.md", null, text, null, null), owner);
        var document = ((ChatResult.Documents) result(ingest)).documents().getFirst();
        assertThat(document.passages()).isEqualTo(2);
        assertThat(replies(ingest)).anyMatch(reply -> reply.reply() instanceof ChatReply.Progress);
        assertThat(((ChatResult.Documents) result(ask(new ChatTask.ListDocuments(), owner))).documents())
                .containsExactly(document);
        assertThat(((ChatResult.Documents) result(ask(new ChatTask.ListDocuments(), "somebody else"))).documents()).isEmpty();
        ChatReply.Completed answer = (ChatReply.Completed) ending(send("c", owned(owner, List.of("*"), null)));
        assertThat(answer.message().text()).contains("1987").contains("[1]");
        var citation = answer.citations().getFirst();
        var opened = (ChatResult.Passage) result(ask(new ChatTask.ReadPassage(String.valueOf(citation.passageId())), owner));
        assertThat(opened.citation().passage()).contains("1987");
        assertThat(opened.after()).contains("slate");
        var found = (ChatResult.Passages) result(ask(new ChatTask.SearchDocuments("what is the roof of", List.of(), 1), owner));
        assertThat(found.passages()).singleElement().satisfies(one -> assertThat(one.section()).isEqualTo("Roof"));
        assertThat(ending(ask(new ChatTask.DeleteDocument(document.id()), "somebody else")))
                .isInstanceOf(ChatReply.Failed.class);
        assertThat(result(ask(new ChatTask.DeleteDocument(document.id()), owner))).isEqualTo(new ChatResult.Done());
        assertThat(((ChatResult.Documents) result(ask(new ChatTask.ListDocuments(), owner))).documents()).isEmpty();
    }

    @Test
    void aDocumentThatCannotBeReadIsSaid() {
        ChatReply.Failed failed = (ChatReply.Failed) ending(
                ask(new ChatTask.IngestDocument("fake.pdf", "application/pdf", "not a PDF", null, null), null));
        assertThat(failed.failure().code()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(failed.failure().message()).contains("fake.pdf");
        ChatReply.Failed elsewhere = (ChatReply.Failed) ending(
                ask(new ChatTask.IngestDocument("a.txt", null, null, null, "http://169.254.169.254/latest"), null));
        assertThat(elsewhere.failure().message()).contains("no public address");
    }

    @Test
    void aTemplateIsKeptInVersionsAndFilledIn() {
        String owner = UUID.randomUUID().toString();
        ask(new ChatTask.SaveTemplate("letter", null, null, "old {{input}}", List.of()), owner);
        String saved = ask(new ChatTask.SaveTemplate("letter", "a letter", "You write in {{language}}.",
                "Write about {{input}}", List.of(new Shot("cats", "Dear cats"))), owner);
        var template = ((ChatResult.Templates) result(saved)).templates().getFirst();
        assertThat(template.version()).isEqualTo(2);
        assertThat(template.variables()).containsExactly("language", "input");
        ending(send("c", owned(owner, List.of(), new TemplateReference("letter", null, Map.of("language", "Latin")))));
        assertThat(provider.requests.getLast().body().path("messages")).extracting(said -> said.path("content").asText())
                .containsExactly("You write in Latin.", "cats", "Dear cats", "Write about Who made the boiler?");
        ending(send("c", owned(owner, List.of(), new TemplateReference("letter", 1, Map.of()))));
        assertThat(provider.requests.getLast().body().path("messages").get(0).path("content").asText())
                .isEqualTo("old Who made the boiler?");
        ChatReply.Failed missing = (ChatReply.Failed) ending(
                send("c", owned(owner, List.of(), new TemplateReference("letter", null, Map.of()))));
        assertThat(missing.failure().message()).contains("'language'");
        assertThat(((ChatResult.Templates) result(ask(new ChatTask.ListTemplates("letter"), owner))).templates()).hasSize(2);
        assertThat(result(ask(new ChatTask.DeleteTemplate("letter"), owner))).isEqualTo(new ChatResult.Done());
    }

    @Test
    void theSameTurnIsAskedInSeveralWaysSideBySide() {
        ChatRequest.Comparison comparison = new ChatRequest.Comparison(turn("openai/test-model"),
                List.of(new Variation(null, "openai/one", null, null), new Variation("none such", "nobody/knows", null, null),
                        new Variation(null, "guide", null, null)));
        String call = UUID.randomUUID().toString();
        publisher.sendNow(Topics.CHAT_REQUESTS, call, Envelope.first("/tests", call, comparison, null), comparison);
        assertThat(ending(call)).isEqualTo(new ChatReply.Answered(new ChatResult.Done()));
        List<ChatReply.Compared> compared = replies(call).stream().map(Got::reply).filter(ChatReply.Compared.class::isInstance)
                .map(ChatReply.Compared.class::cast).filter(reply -> ReplyStream.isEnding(reply.reply())).toList();
        assertThat(compared).hasSize(3).extracting(ChatReply.Compared::variation).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(compared).extracting(ChatReply.Compared::label).containsExactlyInAnyOrder("openai/one", "none such",
                "guide");
        assertThat(compared).filteredOn(reply -> reply.reply() instanceof ChatReply.Completed).hasSize(2)
                .anySatisfy(reply -> assertThat(((ChatReply.Completed) reply.reply()).usage().totalTokens()).isPositive());
    }

    @Test
    void whatIsTooLongIsToldBeforeTheProviderIsAsked() {
        ChatRequest.Turn small = ChatRequest.Turn.of("openai/gpt-4", List.of(ChatMessage.user("What is a token?")));
        var report = ((ChatResult.Previewed) result(ask(new ChatTask.Preview(small), null))).context();
        assertThat(report.counter()).isEqualTo("cl100k_base");
        assertThat(report.window()).isEqualTo(8_192);
        assertThat(report.tokens()).isBetween(8, 16);
        ChatRequest.Turn large = ChatRequest.Turn.of("openai/gpt-4", List.of(ChatMessage.user("word ".repeat(9_000))));
        assertThat(failure(send("c", large))).isEqualTo(FailureCode.CONTEXT_LENGTH_EXCEEDED);
        assertThat(((ChatResult.Previewed) result(ask(new ChatTask.Preview(large), null))).context().tokens())
                .isGreaterThan(8_192);
        assertThat(provider.requests).isEmpty();
    }

    @Test
    void theOldestExchangesOfAKeptConversationAreLeftOutWhenItGrowsTooLong() {
        String conversation = "long-" + UUID.randomUUID();
        ending(send(conversation, kept(conversation, "alpha ".repeat(3_000))));
        ending(send(conversation, kept(conversation, "beta ".repeat(3_000))));
        String call = send(conversation, kept(conversation, "gamma ".repeat(1_500)));
        assertThat(ending(call)).isInstanceOf(ChatReply.Completed.class);
        var report = replies(call).stream().map(Got::reply).filter(ChatReply.Prepared.class::isInstance)
                .map(reply -> ((ChatReply.Prepared) reply).context()).findFirst().orElseThrow();
        assertThat(report.dropped()).hasSize(2).first()
                .satisfies(dropped -> assertThat(dropped.preview()).startsWith("alpha"));
        assertThat(report.tokens() + report.reserved()).isLessThanOrEqualTo(8_192);
        assertThat(provider.requests.getLast().body().path("messages").get(0).path("content").asText()).startsWith("beta");
    }

    private static ChatRequest.Turn kept(String conversation, String text) {
        return new ChatRequest.Turn("openai/gpt-4", conversation, List.of(ChatMessage.user(text)), GenerationOptions.DEFAULT,
                List.of(), Map.of());
    }

    private String ask(ChatTask task, @Nullable String owner) {
        String call = UUID.randomUUID().toString();
        ChatRequest.Task request = new ChatRequest.Task(task, owner);
        publisher.sendNow(Topics.CHAT_REQUESTS, call, Envelope.first("/tests", call, request, null), request);
        ending(call);
        return call;
    }

    private ChatResult result(String call) {
        assertThat(ending(call)).isInstanceOf(ChatReply.Answered.class);
        return ((ChatReply.Answered) ending(call)).result();
    }

    private static ChatRequest.Turn owned(String owner, List<String> documentIds, @Nullable TemplateReference template) {
        return new ChatRequest.Turn(template == null ? "guide" : "openai/test-model", null, null,
                List.of(ChatMessage.user("Who made the boiler?")), GenerationOptions.DEFAULT, List.of(), documentIds, List.of(),
                template, null, owner, Map.of());
    }

    private static ChatRequest.Turn asking(ChatRequest.Turn turn, List<String> documentIds,
            @Nullable TemplateReference template) {
        return new ChatRequest.Turn(turn.model(), null, null, turn.messages(), turn.options(), List.of(), documentIds,
                List.of(), template, null, null, Map.of());
    }

    @Test
    void turnsOfOneConversationRunInOrderAndConversationsAtTheSameTime() {
        CountDownLatch together = new CountDownLatch(5);
        AtomicBoolean met = new AtomicBoolean(true);
        provider.always((exchange, _) -> {
            together.countDown();
            met.compareAndSet(true, together.await(20, TimeUnit.SECONDS));
            ProviderServer.answer(exchange, "slow");
        });
        List<String> one = List.of(send("same", turn("openai/test-model")), send("same", turn("openai/test-model")));
        List<String> others = List.of(send("other-1", turn("openai/test-model")), send("other-2", turn("openai/test-model")),
                send("other-3", turn("openai/test-model")), send("other-4", turn("openai/test-model")));
        others.forEach(this::ending);
        one.forEach(this::ending);
        assertThat(met).as("five conversations at the same time").isTrue();
        List<String> ofOne = got.stream().filter(reply -> one.contains(reply.call())).map(Got::call).distinct().toList();
        assertThat(ofOne).isEqualTo(one);
        assertThat(got.stream().map(Got::call).toList().lastIndexOf(one.getFirst()))
                .isLessThan(got.stream().map(Got::call).toList().indexOf(one.getLast()));
    }

    @Test
    void aCancelledTurnEndsAndClosesTheProvidersConnection() {
        provider.always((exchange, _) -> ProviderServer.talk(exchange, Duration.ofMillis(10)));
        String call = send("c", turn("openai/test-model"));
        await().atMost(SOON).until(() -> replies(call).stream().anyMatch(reply -> reply.reply() instanceof ChatReply.Delta));
        Cancel cancel = new Cancel(call, "enough");
        publisher.sendNow(Topics.CONTROL, call, Envelope.first("/tests", call, cancel, null), cancel);
        assertThat(ending(call)).isInstanceOf(ChatReply.Cancelled.class);
        await().atMost(SOON).until(() -> provider.closedByClient.get() == 1);
    }

    @Test
    void aTurnThatWasCancelledBeforeItRanNeverReachesTheProvider() {
        String call = UUID.randomUUID().toString();
        Cancel cancel = new Cancel(call, "changed my mind");
        publisher.sendNow(Topics.CONTROL, call, Envelope.first("/tests", call, cancel, null), cancel);
        await().pollDelay(Duration.ofMillis(600)).until(() -> true);
        send("c", call, turn("openai/test-model"));
        assertThat(ending(call)).isInstanceOf(ChatReply.Cancelled.class);
        assertThat(provider.requests).isEmpty();
    }

    @Test
    void aTurnThatIsDeliveredTwiceIsAskedOnce() {
        String call = send("c", turn("openai/test-model"));
        ending(call);
        send("c", call, turn("openai/test-model"));
        String next = send("c", turn("openai/test-model"));
        ending(next);
        assertThat(provider.requests).hasSize(2);
        assertThat(replies(call)).allMatch(reply -> reply.attempt() == 1);
    }

    @Test
    void anExpiredTurnFailsWithoutBeingAsked() {
        String call = UUID.randomUUID().toString();
        ChatRequest.Turn turn = turn("openai/test-model");
        publisher.sendNow(Topics.CHAT_REQUESTS, "c",
                Envelope.first("/tests", call, turn, null).expiringAt(Instant.now().minusSeconds(1)), turn);
        assertThat(failure(call)).isEqualTo(FailureCode.EXPIRED);
        assertThat(provider.requests).isEmpty();
    }

    @Test
    void anUnknownModelAndAnEmptyTurnFailOnce() {
        assertThat(failure(send("c", turn("nobody/knows")))).isEqualTo(FailureCode.MODEL_NOT_FOUND);
        String empty = send("c", ChatRequest.Turn.of("guide", List.of()));
        assertThat(failure(empty)).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(replies(empty)).hasSize(1);
    }

    @Test
    void aBreakInTheMiddleFailsWithWhatTheProviderSaid() {
        provider.always((exchange, _) -> {
            ProviderServer.begin(exchange);
            ProviderServer.say(exchange, "half");
            ProviderServer.chunk(exchange, "{\"error\":{\"message\":\"the model fell over\",\"type\":\"server_error\"}}");
        });
        String call = send("c", turn("openai/test-model"));
        ChatReply.Failed failed = (ChatReply.Failed) ending(call);
        assertThat(failed.failure().code()).isEqualTo(FailureCode.PROVIDER_FAILED);
        assertThat(failed.failure().message()).contains("the model fell over");
    }

    @Test
    void dataThatBreaksTheContractGetsOneFailedReply() throws Exception {
        String call = raw("{\"type\":\"turn\",\"messages\":[{\"role\":\"boss\",\"content\":\"x\"}]}");
        ChatReply.Failed failed = (ChatReply.Failed) ending(call);
        assertThat(failed.failure().code()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(failed.failure().message()).contains("role").contains("messages[0]");
    }

    @Test
    void aStructuredEventIsATurnLikeAnyOther() throws Exception {
        String call = UUID.randomUUID().toString();
        String event = """
                {"specversion":"1.0","id":"%s","source":"/tests","type":"%s","datacontenttype":"application/json","data":%s}"""
                .formatted(call, EventTypes.of(turn("guide")), EventCodec.json().writeValueAsString(turn("openai/test-model")));
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.CHAT_REQUESTS, null, "c", event.getBytes(UTF_8), List.of(new RecordHeader(
                    "content-type", "application/cloudevents+json; charset=UTF-8".getBytes(UTF_8))))).get();
        }
        assertThat(ending(call)).isInstanceOf(ChatReply.Completed.class);
    }

    @Test
    void aPoisonRecordGoesToTheDeadLetterTopicAndTheNextOneIsAnswered() throws Exception {
        String poison = raw("{\"type\":");
        assertThat(failure(poison)).isEqualTo(FailureCode.INVALID_REQUEST);
        await().atMost(SOON).until(() -> got.stream().anyMatch(record -> record.topic().equals(Topics.CHAT_REQUESTS_DLQ)
                && poison.equals(record.call())
                && String.valueOf(EventHeaders.text(record.raw().headers(), "dead-letter-reason")).contains("JSON")));
        assertThat(ending(send("c", turn("openai/test-model")))).isInstanceOf(ChatReply.Completed.class);
    }

    @Test
    void aToolOfTheServiceIsRunAndItsResultGoesBackToTheModel() {
        provider.once((exchange, _) -> callTool(exchange, "calculator", "{\\\"expression\\\":\\\"6*7\\\"}"));
        provider.always((exchange, request) -> ProviderServer.answer(exchange, "It is ",
                request.path("messages").get(request.path("messages").size() - 1).path("content").asText()));
        String call = send("c", with(new ToolUse(ToolUse.Mode.AUTO, List.of("calculator")), null));
        ChatReply.Completed completed = (ChatReply.Completed) ending(call);
        assertThat(completed.message().text()).isEqualTo("It is 42");
        List<ChatReply> replies = replies(call).stream().map(Got::reply).toList();
        assertThat(replies).filteredOn(ChatReply.ToolCalled.class::isInstance)
                .allMatch(reply -> !((ChatReply.ToolCalled) reply).callerRuns()).hasSize(1);
        assertThat(replies).filteredOn(ChatReply.ToolReturned.class::isInstance)
                .extracting(reply -> ((ChatReply.ToolReturned) reply).result()).containsExactly("42");
        assertThat(replies).noneMatch(ChatReply.ToolDelta.class::isInstance);
        assertThat(provider.requests).hasSize(2);
        assertThat(provider.requests.getFirst().body().at("/tools/0/function/name").asText()).isEqualTo("calculator");
        assertThat(io.restassured.RestAssured.get("/q/metrics").asString())
                .contains("gen_ai_execute_tool_duration_seconds_count{gen_ai_tool_name=\"calculator\",outcome=\"completed\"",
                        "gen_ai_client_operation_duration_seconds_count{",
                        "gen_ai_client_operation_time_to_first_chunk_seconds_count{")
                // An alert asks for these two.
                .containsPattern("gen_ai_server_time_to_first_token_seconds_bucket[{].*le=\"10[.]0\"")
                .contains("gen_ai_server_request_duration_seconds_count{");
    }

    @Test
    void aModelThatNeverStopsCallingToolsAnswersWithoutThemInTheEnd() {
        provider.always((exchange, request) -> {
            if (request.has("tools")) {
                callTool(exchange, "calculator", "{\\\"expression\\\":\\\"1+1\\\"}");
            } else {
                ProviderServer.answer(exchange, "enough");
            }
        });
        String call = send("c", with(new ToolUse(ToolUse.Mode.AUTO, List.of()), null));
        assertThat(((ChatReply.Completed) ending(call)).message().text()).isEqualTo("enough");
        assertThat(provider.requests).hasSize(7);
    }

    @Test
    void aModelThatCallsToolsThatItWasNotGivenIsEnded() {
        provider.always((exchange, _) -> callTool(exchange, "calculator", "{\\\"expression\\\":\\\"1+1\\\"}"));
        String call = send("c", with(new ToolUse(ToolUse.Mode.AUTO, List.of()), null));
        ChatReply.Completed completed = (ChatReply.Completed) ending(call);
        assertThat(completed.finishReason()).isEqualTo("stop");
        assertThat(completed.warnings()).anyMatch(warning -> warning.contains("no more calls"));
        assertThat(provider.requests).hasSize(7);
    }

    @Test
    void anAgentTellsItsPlanAndWorksOnIt() {
        provider.once((exchange, _) -> callTool(exchange, "plan",
                "{\\\"steps\\\":[{\\\"description\\\":\\\"Multiply\\\",\\\"status\\\":\\\"pending\\\"},{\\\"description\\\":\\\"Add\\\",\\\"status\\\":\\\"pending\\\"},{\\\"description\\\":\\\"Rest\\\",\\\"status\\\":\\\"pending\\\"}]}"));
        provider.once((exchange, _) -> callTool(exchange, "calculator", "{\\\"expression\\\":\\\"6*7\\\"}"));
        provider.once((exchange, _) -> callTool(exchange, "plan",
                "{\\\"steps\\\":[{\\\"description\\\":\\\"Multiply\\\",\\\"status\\\":\\\"done\\\"},{\\\"description\\\":\\\"Add\\\",\\\"status\\\":\\\"running\\\"},{\\\"description\\\":\\\"Rest\\\",\\\"status\\\":\\\"pending\\\"}]}"));
        provider.once((exchange, _) -> callTool(exchange, "calculator", "{\\\"expression\\\":\\\"42+1\\\"}"));
        provider.always((exchange, _) -> ProviderServer.answer(exchange, "43"));
        String call = send("c", with(new ToolUse(ToolUse.Mode.AGENT, List.of("calculator")), null));
        assertThat(((ChatReply.Completed) ending(call)).message().text()).isEqualTo("43");
        List<ChatReply> replies = replies(call).stream().map(Got::reply).toList();
        assertThat(replies).filteredOn(ChatReply.Planned.class::isInstance)
                .extracting(reply -> ((ChatReply.Planned) reply).steps().stream().map(step -> step.status().wireName())
                        .toList())
                .containsExactly(List.of("pending", "pending", "pending"), List.of("running", "pending", "pending"),
                        List.of("done", "running", "pending"), List.of("done", "done", "skipped"));
        assertThat(replies).filteredOn(ChatReply.ToolCalled.class::isInstance).hasSize(2);
        assertThat(replies).filteredOn(ChatReply.ToolReturned.class::isInstance)
                .extracting(reply -> ((ChatReply.ToolReturned) reply).result()).containsExactly("42", "43");
        assertThat(provider.requests.getFirst().body().at("/messages/0/content").asText()).contains("as an agent");
        assertThat(provider.requests.getFirst().body().path("tools")).extracting(tool -> tool.at("/function/name").asText())
                .containsExactly("plan", "calculator");
    }

    @Test
    void theGuideCalculates() {
        String call = send("c", ChatRequest.Turn.of("guide", List.of(ChatMessage.user("What is 15% of 80?"))));
        ChatReply.Completed completed = (ChatReply.Completed) ending(call);
        assertThat(completed.message().text()).isEqualTo("15% of 80 = **12**");
        assertThat(completed.warnings()).isEmpty();
    }

    @Test
    void aConversationIsKeptAndATurnIsAnsweredOnce() {
        String conversation = "kept-" + UUID.randomUUID();
        ChatReply.Completed first = (ChatReply.Completed) ending(send(conversation, with(null, conversation)));
        assertThat(first.kept()).isNotNull();
        ChatRequest.Turn second = new ChatRequest.Turn("openai/test-model", conversation,
                List.of(ChatMessage.user("and now?")), GenerationOptions.DEFAULT, List.of(), Map.of());
        ending(send(conversation, second));
        assertThat(provider.requests.getLast().body().path("messages")).extracting(said -> said.path("content").asText())
                .containsExactly("hi", "Hello from upstream", "and now?");
        ChatRequest.Turn again = new ChatRequest.Turn("openai/test-model", conversation, "root",
                List.of(ChatMessage.user("once")), GenerationOptions.DEFAULT, List.of(), List.of(), List.of(), null, null,
                null, Map.of());
        assertThat(read(turns.answer(again, "turn-1"))).isEqualTo(read(turns.answer(again, "turn-1")));
        assertThat(provider.requests).hasSize(3);
        String call = UUID.randomUUID().toString();
        ChatRequest.Task task = new ChatRequest.Task(new ChatTask.ReadConversation(conversation), null);
        publisher.sendNow(Topics.CHAT_REQUESTS, conversation, Envelope.first("/tests", call, task, null), task);
        var messages = ((ChatResult.Conversation) ((ChatReply.Answered) ending(call)).result()).messages();
        assertThat(messages).hasSize(6).filteredOn(message -> message.parent() == null).hasSize(2);
    }

    private static ChatReply read(ReplyStream stream) {
        try (stream) {
            ChatReply reply = stream.next();
            while (!ReplyStream.isEnding(reply)) {
                reply = stream.next();
            }
            return reply;
        }
    }

    private static ChatRequest.Turn with(@Nullable ToolUse tools, @Nullable String conversation) {
        return new ChatRequest.Turn("openai/test-model", conversation, null, List.of(ChatMessage.user("hi")),
                GenerationOptions.DEFAULT, List.of(), List.of(), List.of(), null, tools, null, Map.of());
    }

    private static void callTool(HttpExchange exchange, String name, String arguments) throws IOException {
        ProviderServer.begin(exchange);
        ProviderServer.chunk(exchange,
                """
                        {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_%s","type":"function","function":{"name":"%s","arguments":"%s"}}]}}]}"""
                        .formatted(UUID.randomUUID(), name, arguments));
        ProviderServer.chunk(exchange, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}");
        ProviderServer.write(exchange, "data: [DONE]\n\n");
    }

    private String raw(String json) throws ExecutionException, InterruptedException {
        String call = UUID.randomUUID().toString();
        Envelope envelope = Envelope.first("/tests", call, turn("guide"), null);
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.CHAT_REQUESTS, null, "c", json.getBytes(UTF_8),
                    EventHeaders.of(envelope, "c"))).get();
        }
        return call;
    }

    private String send(String conversation, ChatRequest.Turn turn) {
        String call = UUID.randomUUID().toString();
        send(conversation, call, turn);
        return call;
    }

    private void send(String conversation, String call, ChatRequest.Turn turn) {
        publisher.sendNow(Topics.CHAT_REQUESTS, conversation, Envelope.first("/tests", call, turn, null), turn);
    }

    private static ChatRequest.Turn turn(String model) {
        return ChatRequest.Turn.of(model, List.of(ChatMessage.user("hi")));
    }

    private FailureCode failure(String call) {
        return ((ChatReply.Failed) ending(call)).failure().code();
    }

    private ChatReply ending(String call) {
        return await().atMost(SOON).until(() -> replies(call).stream().map(Got::reply)
                .filter(reply -> reply instanceof ChatReply.Completed || reply instanceof ChatReply.Failed
                        || reply instanceof ChatReply.Answered || reply instanceof ChatReply.Cancelled)
                .findFirst(), Optional::isPresent).orElseThrow();
    }

    private List<Got> replies(String call) {
        return got.stream().filter(reply -> reply.topic().equals(Topics.CHAT_REPLIES) && reply.call().equals(call)).toList();
    }

    private void note(ConsumerRecord<String, byte[]> received) {
        var position = EventHeaders.position(received.headers());
        got.add(new Got(received.topic(), String.valueOf(received.key()), String.valueOf(EventHeaders.call(received.headers())),
                position.attempt(), position.sequence(), String.valueOf(EventHeaders.text(received.headers(), "ce_type")),
                received));
    }
}
