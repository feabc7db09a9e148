package org.llmspace.chat.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.PipelineCall;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.PipelineTask.TextGeneration;

import com.fasterxml.jackson.databind.JsonNode;

/// Text generation in pipeline-service: `local` is its default model, `local/org/name` one of the Hub.
final class LocalProvider implements Provider {

    static final String NAME = "local";
    private static final Set<Feature> TAKES = EnumSet.of(Feature.TEMPERATURE, Feature.TEMPERATURE_ABOVE_1, Feature.TOP_P,
            Feature.STOP, Feature.SEED, Feature.PRESENCE_PENALTY, Feature.FREQUENCY_PENALTY);

    /// Starts a pipeline; [org.llmspace.chat.backend.PipelineClient] does.
    interface Pipelines {
        PipelineCall start(@Nullable String model, PipelineTask<?> task, Duration patience);

        /// The models on the disk that generate text.
        default List<String> generating() {
            return List.of();
        }
    }

    private final Pipelines pipelines;
    private final ProviderSettings.Patience patience;

    LocalProvider(Pipelines pipelines, ProviderSettings.Patience patience) {
        this.pipelines = pipelines;
        this.patience = patience;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> unusable() {
        return Optional.empty();
    }

    @Override
    public Optional<String> missing() {
        return pipelines.generating().isEmpty() ? Optional.of("no model that generates text is on the disk yet; ask for one of "
                + "the Hub, for instance local/onnx-community/Qwen2.5-0.5B-Instruct, and it is fetched") : Optional.empty();
    }

    /// Those that are there; any other model of the Hub can be asked for, and is fetched first.
    @Override
    public List<ModelInfo> models() {
        return pipelines.generating().stream().map(model -> new ModelInfo(NAME + "/" + model, 0, NAME, describe(model)))
                .toList();
    }

    @Override
    public Capabilities describe(String model) {
        return new Capabilities(null, null, TAKES, new Price(0, 0, 0), "this Space");
    }

    @Override
    public ModelStream open(ModelCall call) {
        String model = call.model().equals(NAME) ? null : call.model();
        return new LocalStream(new LocalStream.Start() {

            @Override
            public PipelineCall withTemplate() {
                return pipelines.start(model, chat(call), patience.firstToken());
            }

            @Override
            public PipelineCall withoutTemplate() {
                return pipelines.start(model, transcript(call), patience.firstToken());
            }
        }, patience);
    }

    private static TextGeneration chat(ModelCall call) {
        List<JsonNode> messages = new ArrayList<>();
        if (!call.evidence().isEmpty()) {
            messages.add(json("system", EvidencePrompt.of(call.evidence())));
        }
        call.messages().forEach(message -> messages.add(json(message.role().wireName(), message.text())));
        return TextGeneration.of(messages, List.of(), parameters(call.options(), call.options().stop()));
    }

    /// For models without a chat template, which only go on with a text.
    private static TextGeneration transcript(ModelCall call) {
        StringBuilder text = new StringBuilder();
        if (!call.evidence().isEmpty()) {
            text.append(EvidencePrompt.of(call.evidence())).append("\n\n");
        }
        for (ChatMessage message : call.messages()) {
            text.append(switch (message.role()) {
                case SYSTEM -> "";
                case USER -> "User: ";
                case ASSISTANT -> "Assistant: ";
                case TOOL -> "Result: ";
            }).append(message.text().strip()).append("\n\n");
        }
        List<String> stop = new ArrayList<>(call.options().stop());
        stop.add("\n\nUser:");
        return TextGeneration.added(text.append("Assistant:").toString(), parameters(call.options(), stop));
    }

    private static GenerationParameters parameters(GenerationOptions options, List<String> stop) {
        return GenerationParameters.of(options.maxTokens(), stop, true)
                .drawing(options.temperature(), options.topP(), options.seed())
                .penalizing(options.frequencyPenalty(), options.presencePenalty());
    }

    private static JsonNode json(String role, String content) {
        return EventCodec.json().createObjectNode().put("role", role).put("content", content);
    }
}
