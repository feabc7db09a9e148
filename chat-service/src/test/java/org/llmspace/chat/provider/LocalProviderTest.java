package org.llmspace.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llmspace.chat.provider.TestProviders.call;
import static org.llmspace.chat.provider.TestProviders.end;
import static org.llmspace.chat.provider.TestProviders.readAll;
import static org.llmspace.chat.provider.TestProviders.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llmspace.chat.backend.PipelineCall;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.PipelineTask.TextGeneration;

/// Turns that pipeline-service generates.
class LocalProviderTest {

    private static final PipelineReply DONE = new PipelineReply.Completed("org/model",
            new PipelineOutput.GeneratedTexts(List.of(new PipelineOutput.GeneratedText("Hello", "length", 7, 2, null,
                    List.of(), List.of(), List.of()))),
            5);

    private final List<TextGeneration> asked = new ArrayList<>();
    private final List<@Nullable String> models = new ArrayList<>();
    private final List<List<PipelineReply>> scripts = new ArrayList<>();
    private int closed;
    private final Providers providers = new Providers(TestProviders.settings(Map.of("llmspace.chat.patience.retries", "0")),
            this::start);

    @Test
    void deltasAreStreamedAndTokensCounted() {
        scripts.add(List.of(new PipelineReply.Started("org/model"), new PipelineReply.Progress("fetching", "bytes", 1, 2L),
                PipelineReply.Delta.of("Hel"), PipelineReply.Delta.of("lo"), DONE));
        List<ModelEvent> events = ask("local/org/model", "{\"temperature\":0,\"max_tokens\":2,\"stop\":[\"END\"]}");
        assertThat(events.getFirst()).isEqualTo(new ModelEvent.Progress("fetching", "bytes", 1, 2L));
        assertThat(text(events)).isEqualTo("Hello");
        assertThat(end(events).finishReason()).isEqualTo("length");
        assertThat(end(events).usage().totalTokens()).isEqualTo(9);
        assertThat(models).containsExactly("org/model");
        assertThat(asked.getFirst().messages()).hasSize(1);
        assertThat(asked.getFirst().parameters().doSample()).isFalse();
        assertThat(asked.getFirst().parameters().maxNewTokens()).isEqualTo(2);
        assertThat(asked.getFirst().parameters().stream()).isTrue();
    }

    @Test
    void aModelWithoutChatTemplateGoesOnWithATranscript() {
        scripts.add(List.of(new PipelineReply.Failed(Failure.of(FailureCode.UNSUPPORTED, "no chat template"))));
        scripts.add(List.of(PipelineReply.Delta.of("Hello"), DONE));
        List<ModelEvent> events = ask("local", "{}");
        assertThat(text(events)).isEqualTo("Hello");
        assertThat(models).containsExactly(null, null);
        assertThat(asked.getLast().inputs()).isEqualTo("User: hi\n\nAssistant:");
        assertThat(asked.getLast().parameters().stop()).containsExactly("\n\nUser:");
        assertThat(end(events).warnings()).singleElement().asString().contains("transcript");
    }

    @Test
    void aFailureIsHandedOnAndClosingCancels() {
        scripts.add(List.of(PipelineReply.Delta.of("Hel"),
                new PipelineReply.Failed(Failure.of(FailureCode.OVERLOADED, "the queue is full"))));
        assertThatThrownBy(() -> ask("local", "{}")).isInstanceOfSatisfying(ProviderException.class,
                e -> assertThat(e.failure().message()).isEqualTo("the queue is full"));
        assertThat(closed).isPositive();
    }

    private List<ModelEvent> ask(String model, String options) {
        return readAll(providers.open(providers.choose(model), call(options, ChatMessage.user("hi"))));
    }

    private PipelineCall start(@Nullable String model, PipelineTask<?> task, Duration patience) {
        models.add(model);
        asked.add((TextGeneration) task);
        Iterator<PipelineReply> replies = scripts.removeFirst().iterator();
        return new PipelineCall() {

            @Override
            public PipelineReply next(Duration patience) {
                return replies.next();
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }
}
