package org.llmspace.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.ChatTask;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.ContextReport;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.kafka.Cancellations;
import org.llmspace.contracts.kafka.DeltaRules;
import org.llmspace.contracts.kafka.Event;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.ReplyWriter;
import org.llmspace.contracts.kafka.TopicReader;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.ModelState;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;

import com.fasterxml.jackson.databind.JsonNode;

/// Plays chat-service and pipeline-service over the real broker, by rules that tests can foresee: the first words of a
/// message say what happens.
public final class Workers implements AutoCloseable {

    /// Every delta is a reply of its own, so that tests see each.
    private static final class Deltas implements DeltaRules<ChatReply> {
        @Override
        public int length(ChatReply reply) {
            return -1;
        }

        @Override
        public boolean joinable(ChatReply first, ChatReply second) {
            return false;
        }

        @Override
        public ChatReply join(List<ChatReply> deltas) {
            return deltas.getFirst();
        }
    }

    private static final ChatResult.KeptConversation KEPT = new ChatResult.KeptConversation("c".repeat(32), "Long ago", 2,
            Instant.EPOCH, Instant.EPOCH);
    private static final String PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=";

    private final Map<String, List<ChatResult.KeptDocument>> documents = new ConcurrentHashMap<>();
    private final EventPublisher publisher;
    private final Cancellations cancellations;
    private final TopicReader reader;
    private final CountDownLatch released = new CountDownLatch(1);

    public Workers(String servers) throws InterruptedException {
        Map<String, Object> kafka = Map.of("bootstrap.servers", servers);
        publisher = new EventPublisher(kafka, "/workers-of-tests");
        cancellations = new Cancellations(kafka);
        reader = new TopicReader(kafka, List.of(Topics.CHAT_REQUESTS, Topics.PIPELINE_REQUESTS), Duration.ZERO,
                this::take).start();
        Instant until = Instant.now().plusSeconds(30);
        while (!reader.caughtUp() && Instant.now().isBefore(until)) {
            Thread.sleep(20);
        }
    }

    private void take(ConsumerRecord<String, byte[]> received) {
        if (received.topic().equals(Topics.CHAT_REQUESTS)) {
            Event<ChatRequest> request = EventCodec.decode(received, ChatRequest.class);
            Thread.startVirtualThread(() -> {
                switch (request.data()) {
                    case ChatRequest.Turn turn -> chat(request, turn);
                    case ChatRequest.Task task -> task(request, task);
                    case ChatRequest.Comparison _ -> throw new AssertionError("no page compares");
                }
            });
        } else {
            Event<PipelineRequest> request = EventCodec.decode(received, PipelineRequest.class);
            Thread.startVirtualThread(() -> pipeline(request, (PipelineRequest.Call) request.data()));
        }
    }

    private void chat(Event<ChatRequest> request, ChatRequest.Turn turn) {
        String asked = turn.messages().getLast().text();
        var target = new ReplyWriter.Target(Topics.CHAT_REPLIES, request, 1);
        try (var replies = new ReplyWriter<>(publisher, target, new Deltas(), ReplyWriter.Coalescing.DEFAULT)) {
            replies.write(new ChatReply.Started("guide"));
            if (asked.startsWith("fail")) {
                replies.write(new ChatReply.Failed(Failure.of(FailureCode.INVALID_REQUEST, "the model said no")));
            } else if (asked.startsWith("count")) {
                count(request, replies, Integer.parseInt(asked.replaceAll("[^0-9]", "")));
            } else if (asked.startsWith("burst")) {
                burst(replies, Integer.parseInt(asked.replaceAll("[^0-9]", "")));
            } else if (asked.startsWith("hold")) {
                hold(replies);
            } else if (asked.startsWith("die")) {
                dieAndStartAnew(request, replies);
            } else if (asked.startsWith("markdown")) {
                say(replies, asked.substring("markdown".length()).strip());
            } else if (asked.startsWith("think")) {
                think(replies);
            } else if (asked.startsWith("sentences")) {
                Stream.of("The first sentence. ", "The second ", "one is longer. ", "A third! ").forEach(part -> {
                    replies.write(ChatReply.Delta.of(part));
                    sleep(200);
                });
                replies.write(completed("The first sentence. The second one is longer. A third! ", List.of()));
            } else if (asked.startsWith("warn")) {
                replies.write(new ChatReply.Completed("guide", ChatMessage.of(Role.ASSISTANT, "Mind."), "stop", List.of(),
                        Usage.of(1, 1), List.of("Two old messages were left out.")));
            } else if (asked.startsWith("settings")) {
                say(replies, "%s | %s | %s".formatted(turn.messages().getFirst().text(), turn.examples().stream()
                        .map(shot -> shot.input() + " => " + shot.output()).toList().getFirst(), turn.options().temperature()));
            } else {
                cite(turn, replies);
            }
        }
    }

    private static void think(ReplyWriter<ChatReply> replies) {
        replies.write(new ChatReply.Prepared(new ContextReport("guide", 100, 8192, 0, "estimate",
                List.of(new ContextReport.Dropped(null, Role.USER, 9, "Long ago", "the window is full")))));
        replies.write(new ChatReply.Delta("", "I look it up first."));
        var call = new ToolCall("c1", new ToolCall.FunctionCall("calculator", "{\"expression\":\"1+1\"}"));
        replies.write(new ChatReply.ToolCalled(call, false));
        replies.write(new ChatReply.ToolReturned("c1", "calculator", "2", false, 12));
        replies.write(ChatReply.Delta.of("It is 2."));
        replies.write(new ChatReply.Completed("guide", ChatMessage.of(Role.ASSISTANT, "It is 2."), "stop", List.of(),
                Usage.of(100, 20).withCost(0.0012), List.of()));
    }

    private void task(Event<ChatRequest> request, ChatRequest.Task asked) {
        ChatResult result = switch (asked.task()) {
            case ChatTask.ListModels _ -> new ChatResult.Models(List.of(new ChatResult.Model("guide", 8192, null),
                    new ChatResult.Model("openai", null, "Set OPENAI_API_KEY to use it.")));
            case ChatTask.ListDocuments _ -> new ChatResult.Documents(documents(asked.owner()));
            case ChatTask.IngestDocument document -> ingest(asked.owner(), document.name());
            case ChatTask.DeleteDocument(String id) -> delete(asked.owner(), id);
            case ChatTask.SearchDocuments search -> new ChatResult.Passages(List.of(
                    new Citation(1, "harbour.md", "Ships", "Passage on " + search.query(), 0.7, "p1", null)));
            case ChatTask.ReadPassage(String id) -> new ChatResult.Passage(
                    new Citation(1, "harbour.md", "Ships", "The passage " + id, 0.7, id, null), "Before.", "After.");
            case ChatTask.Preview _ ->
                new ChatResult.Previewed(new ContextReport("guide", 2048, 8192, 0, "estimate", List.of()));
            case ChatTask.ListConversations _ -> new ChatResult.Conversations(List.of(KEPT));
            case ChatTask.ReadConversation(String id) -> new ChatResult.Conversation(KEPT, List.of(
                    new ChatResult.KeptMessage("m1", null, ChatMessage.user("Asked long ago"), null, List.of(), null,
                            KEPT.created()),
                    new ChatResult.KeptMessage("m2", "m1", ChatMessage.of(Role.ASSISTANT, "Answered in " + id), "guide",
                            List.of(), null, KEPT.created())));
            case ChatTask other -> throw new AssertionError("no page asks for " + other);
        };
        var target = new ReplyWriter.Target(Topics.CHAT_REPLIES, request, 1);
        try (var replies = new ReplyWriter<>(publisher, target, new Deltas(), ReplyWriter.Coalescing.DEFAULT)) {
            replies.write(new ChatReply.Answered(result));
        }
    }

    /// Slowly, so that there is time to cancel.
    private void count(Event<ChatRequest> request, ReplyWriter<ChatReply> replies, int to) {
        var cancelled = new AtomicBoolean();
        StringBuilder said = new StringBuilder();
        try (var registration = cancellations.register(request.call(), () -> cancelled.set(true))) {
            for (int i = 1; i <= to && !cancelled.get(); i++) {
                replies.write(ChatReply.Delta.of(i + " "));
                said.append(i).append(' ');
                sleep(20);
            }
        }
        replies.write(cancelled.get() ? new ChatReply.Cancelled("as asked") : completed(said.toString(), List.of()));
    }

    /// As fast as the broker takes them.
    private static void burst(ReplyWriter<ChatReply> replies, int to) {
        StringBuilder said = new StringBuilder();
        for (int i = 1; i <= to; i++) {
            replies.write(ChatReply.Delta.of(i + " "));
            said.append(i).append(' ');
        }
        replies.write(completed(said.toString(), List.of()));
    }

    /// Goes on only when [#release] is called.
    private void hold(ReplyWriter<ChatReply> replies) {
        replies.write(ChatReply.Delta.of("Held "));
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        replies.write(completed("Held and released.", List.of()));
    }

    /// Lets all turns end that were held.
    void release() {
        released.countDown();
    }

    /// As if the worker were killed in the middle of the turn, and another one began it anew.
    private void dieAndStartAnew(Event<ChatRequest> request, ReplyWriter<ChatReply> killed) {
        List.of("What ", "the first ", "attempt ", "said ").forEach(word -> {
            killed.write(ChatReply.Delta.of(word));
            sleep(60);
        });
        killed.close();
        sleep(300);
        var target = new ReplyWriter.Target(Topics.CHAT_REPLIES, request, 2);
        try (var replies = new ReplyWriter<>(publisher, target, new Deltas(), ReplyWriter.Coalescing.DEFAULT)) {
            replies.write(new ChatReply.Started("guide"));
            List<String> words = List.of("The second ", "attempt ", "has **all** ", "of it.");
            words.forEach(word -> {
                replies.write(ChatReply.Delta.of(word));
                sleep(60);
            });
            replies.write(completed(String.join("", words), List.of()));
        }
    }

    private static void cite(ChatRequest.Turn turn, ReplyWriter<ChatReply> replies) {
        long questions = turn.messages().stream().filter(message -> message.role() == Role.USER).count();
        var citation = new Citation(1, turn.documents().isEmpty() ? "The guide" : turn.documents().getFirst().name(),
                "Retrieval", "Retrieval finds passages before the model writes.", 0.83);
        replies.write(new ChatReply.Cited(citation));
        List<String> words = List.of("Question ", Long.toString(questions), ". ", "Retrieval ", "**finds** ",
                "passages ", "first ", "[1].");
        words.forEach(word -> {
            replies.write(ChatReply.Delta.of(word));
            sleep(10);
        });
        replies.write(completed(String.join("", words), List.of(citation)));
    }

    private static void say(ReplyWriter<ChatReply> replies, String text) {
        replies.write(ChatReply.Delta.of(text));
        replies.write(completed(text, List.of()));
    }

    private static ChatReply completed(String text, List<Citation> citations) {
        return new ChatReply.Completed("guide", ChatMessage.of(Role.ASSISTANT, text), "stop", citations,
                Usage.of(12, 8), List.of());
    }

    private void pipeline(Event<PipelineRequest> request, PipelineRequest.Call call) {
        var rules = new DeltaRules<PipelineReply>() {
            @Override
            public int length(PipelineReply reply) {
                return -1;
            }

            @Override
            public boolean joinable(PipelineReply first, PipelineReply second) {
                return false;
            }

            @Override
            public PipelineReply join(List<PipelineReply> deltas) {
                return deltas.getFirst();
            }
        };
        var target = new ReplyWriter.Target(Topics.PIPELINE_REPLIES, request, 1);
        try (var replies = new ReplyWriter<>(publisher, target, rules, ReplyWriter.Coalescing.DEFAULT)) {
            replies.write(new PipelineReply.Started("builtin/minilm"));
            if (call.task() instanceof PipelineTask.TextGeneration) {
                List.of("was ", "**very** ", "happy.").forEach(word -> {
                    replies.write(PipelineReply.Delta.of(word));
                    sleep(50);
                });
            }
            replies.write(new PipelineReply.Completed("builtin/minilm", output(call.task()), 3));
        }
    }

    private static PipelineOutput output(PipelineTask<?> task) {
        return switch (task) {
            case PipelineTask.ZeroShotClassification t -> new PipelineOutput.Classification(
                    IntStream.range(0, t.candidateLabels().size()).mapToObj(
                            i -> new LabelScore(t.candidateLabels().get(i), i == 0 ? 0.75 : 0.25 / t.candidateLabels().size()))
                            .toList());
            case PipelineTask.TextClassification _ ->
                new PipelineOutput.Classification(List.of(new LabelScore("POSITIVE", 0.75)));
            case PipelineTask.TokenClassification t -> new PipelineOutput.Entities(List.of(
                    new PipelineOutput.Entity("MISC", null, 0.75, null, t.inputs(), 0,
                            t.inputs().codePointCount(0, t.inputs().length()))));
            case PipelineTask.QuestionAnswering t -> new PipelineOutput.Answers(List.of(new PipelineOutput.Answer(
                    t.context(), 0.75, 0, t.context().codePointCount(0, t.context().length()))));
            case PipelineTask.FillMask t -> new PipelineOutput.FilledMasks(
                    List.of(List.of(new PipelineOutput.Filling(t.inputs(), 0.75, 1, "x"))));
            case PipelineTask.FeatureExtraction t -> new PipelineOutput.Embeddings(
                    t.inputs().stream().map(text -> List.of((float) text.length(), 1f, 0f)).toList());
            case PipelineTask.SentenceSimilarity t -> new PipelineOutput.Similarities(
                    IntStream.range(0, t.sentences().size()).mapToObj(i -> 0.9 - 0.1 * i).toList());
            case PipelineTask.TextGeneration _ -> new PipelineOutput.GeneratedTexts(
                    List.of(generated("was **very** happy.")));
            case PipelineTask.Text2TextGeneration _ -> new PipelineOutput.GeneratedTexts(
                    List.of(generated("summer")));
            case PipelineTask.Summarization t -> new PipelineOutput.Summaries(
                    List.of(new PipelineOutput.Summary(t.inputs().substring(0, t.inputs().indexOf('.') + 1))));
            case PipelineTask.Translation _ -> new PipelineOutput.Translations(
                    List.of(new PipelineOutput.Translated("Das Wetter ist schön.")));
            case PipelineTask.ImageClassification t -> new PipelineOutput.Classification(List.of(
                    new LabelScore(String.valueOf(t.inputs().mediaType()), 0.75), new LabelScore(size(t.inputs()), 0.25)));
            case PipelineTask.ImageToText t -> new PipelineOutput.GeneratedTexts(List.of(generated(size(t.inputs()))));
            case PipelineTask.AutomaticSpeechRecognition t -> new PipelineOutput.Transcript(size(t.inputs()),
                    Boolean.TRUE.equals(t.returnTimestamps())
                            ? List.of(new PipelineOutput.Chunk("hello", List.of(0.0, 1.5)))
                            : List.of());
            case PipelineTask.TextToSpeech _ -> new PipelineOutput.Speech(Media.of(silence(), "audio/wav"), 16_000);
            case PipelineTask.TextToImage _ -> new PipelineOutput.Image(Media.ofText(PIXEL));
            case PipelineTask.Tokenize t when t.messages().isEmpty() -> tokens(t.inputs(), null);
            case PipelineTask.Tokenize t -> templated(t.messages());
            case PipelineTask.ListModels _ -> models(ModelState.LOADED, ModelState.MISSING);
            case PipelineTask.DownloadModel _ -> models(ModelState.AVAILABLE);
            case PipelineTask.LoadModel _ -> models(ModelState.LOADED);
            case PipelineTask.UnloadModel _ -> models(ModelState.AVAILABLE);
            case PipelineTask<?> other -> throw new AssertionError("no page asks for " + other.taskName());
        };
    }

    private ChatResult ingest(String owner, String name) {
        var kept = new ChatResult.KeptDocument("d" + documents(owner).size(), name, "text/plain", 1200, 3, true, Instant.now());
        documents(owner).add(kept);
        return new ChatResult.Documents(List.of(kept));
    }

    private ChatResult delete(String owner, String id) {
        documents(owner).removeIf(one -> one.id().equals(id));
        return new ChatResult.Done();
    }

    private List<ChatResult.KeptDocument> documents(String owner) {
        return documents.computeIfAbsent(owner, _ -> new CopyOnWriteArrayList<>());
    }

    private static String size(Media media) {
        byte[] data = media.data();
        return data == null ? String.valueOf(media.dataref()) : data.length + " bytes";
    }

    private static byte[] silence() {
        return Arrays.copyOf("RIFF\0\0\0\0WAVE".getBytes(StandardCharsets.ISO_8859_1), 100);
    }

    /// Every character is a token, with its code point as its number.
    private static PipelineOutput.Tokens tokens(String text, @Nullable String written) {
        int[] codePoints = text.codePoints().toArray();
        return new PipelineOutput.Tokens(IntStream.range(0, codePoints.length).mapToObj(i -> new PipelineOutput.Token(
                codePoints[i], Character.toString(codePoints[i]), false, 0, 0, i, i + 1)).toList(), codePoints.length, 512,
                written);
    }

    private static PipelineOutput.Tokens templated(List<JsonNode> messages) {
        String text = messages.stream().map(one -> "<%s>%s".formatted(one.path("role").asText(), one.path("content").asText()))
                .collect(Collectors.joining());
        return tokens(text, text);
    }

    private static PipelineOutput.GeneratedText generated(String text) {
        return new PipelineOutput.GeneratedText(text, "stop", 5, 3, null, List.of(), List.of(), List.of());
    }

    private static PipelineOutput.Models models(ModelState... states) {
        return new PipelineOutput.Models(Stream.of(states).map(state -> new ModelDescription("org/" + state.wireName(),
                List.of("text-classification"), "onnx", state, 23_000_000L, null,
                state == ModelState.MISSING ? "The first call downloads it." : "")).toList());
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        reader.close();
        cancellations.close();
        publisher.close();
    }
}
