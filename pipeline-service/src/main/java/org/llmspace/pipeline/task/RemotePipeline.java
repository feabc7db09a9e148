package org.llmspace.pipeline.task;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.PipelineTask.AutomaticSpeechRecognition;
import org.llmspace.contracts.pipeline.PipelineTask.Detokenize;
import org.llmspace.contracts.pipeline.PipelineTask.DownloadModel;
import org.llmspace.contracts.pipeline.PipelineTask.FeatureExtraction;
import org.llmspace.contracts.pipeline.PipelineTask.FillMask;
import org.llmspace.contracts.pipeline.PipelineTask.Forward;
import org.llmspace.contracts.pipeline.PipelineTask.ImageClassification;
import org.llmspace.contracts.pipeline.PipelineTask.ImageToText;
import org.llmspace.contracts.pipeline.PipelineTask.ListModels;
import org.llmspace.contracts.pipeline.PipelineTask.LoadModel;
import org.llmspace.contracts.pipeline.PipelineTask.QuestionAnswering;
import org.llmspace.contracts.pipeline.PipelineTask.SentenceSimilarity;
import org.llmspace.contracts.pipeline.PipelineTask.Summarization;
import org.llmspace.contracts.pipeline.PipelineTask.Text2TextGeneration;
import org.llmspace.contracts.pipeline.PipelineTask.TextClassification;
import org.llmspace.contracts.pipeline.PipelineTask.TextGeneration;
import org.llmspace.contracts.pipeline.PipelineTask.TextToImage;
import org.llmspace.contracts.pipeline.PipelineTask.TextToSpeech;
import org.llmspace.contracts.pipeline.PipelineTask.TokenClassification;
import org.llmspace.contracts.pipeline.PipelineTask.Tokenize;
import org.llmspace.contracts.pipeline.PipelineTask.Translation;
import org.llmspace.contracts.pipeline.PipelineTask.UnloadModel;
import org.llmspace.contracts.pipeline.PipelineTask.ZeroShotClassification;
import org.llmspace.pipeline.remote.InferenceProviders;
import org.llmspace.pipeline.remote.RemoteFile;
import org.llmspace.pipeline.remote.RemoteModel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Has a task done by Hugging Face's Inference Providers: the task in the Hub's shape there, the answer back as if it had
/// been worked out here.
final class RemotePipeline {

    private static final ObjectMapper JSON = EventCodec.json();

    private final InferenceProviders providers;
    private final RemoteModel model;

    RemotePipeline(InferenceProviders providers, RemoteModel model) {
        this.providers = providers;
        this.model = model;
    }

    Answering start(PipelineTask<?> task) {
        return switch (task) {
            case TextGeneration generation -> RemoteText.of(providers, model, generation);
            case TextClassification one -> Answering.whole(() -> RemoteOutputs.labels(call(one, texts(one))));
            case ZeroShotClassification one -> Answering.whole(() -> RemoteOutputs.labels(call(one, body(one))));
            case TokenClassification one -> Answering.whole(() -> RemoteOutputs.entities(call(one, body(one))));
            case QuestionAnswering one ->
                Answering.whole(() -> RemoteOutputs.answers(call(one, nested(one, "question", "context"))));
            case FillMask one -> Answering.whole(() -> RemoteOutputs.fillings(call(one, body(one))));
            case FeatureExtraction one -> Answering.whole(() -> RemoteOutputs.embeddings(call(one, fields(one))));
            case SentenceSimilarity one -> Answering
                    .whole(() -> RemoteOutputs.similarities(call(one, nested(one, "source_sentence", "sentences"))));
            case Text2TextGeneration one -> Answering.whole(
                    () -> RemoteOutputs.texts(call(one, body(one, one.parameters(), "generate_parameters"))));
            case Summarization one -> Answering.whole(
                    () -> RemoteOutputs.summaries(call(one, body(one, one.parameters(), "generate_parameters"))));
            case Translation one -> Answering.whole(
                    () -> RemoteOutputs.translations(call(one, body(one, one.parameters(), "generate_parameters"))));
            case ImageClassification one ->
                Answering.whole(() -> RemoteOutputs.labels(call(one, one.inputs(), body(one))));
            case ImageToText one -> Answering.whole(() -> RemoteOutputs.texts(
                    call(one, one.inputs(), body(one, one.parameters(), "generation_parameters"))));
            case AutomaticSpeechRecognition one -> Answering.whole(() -> RemoteOutputs.transcript(
                    call(one, one.inputs(), body(one, one.parameters(), "generation_parameters"))));
            case TextToSpeech one -> Answering.whole(() -> RemoteOutputs.speech(
                    providers.speech(model, body(one, one.parameters(), "generation_parameters"))));
            case TextToImage one -> Answering.whole(() -> image(providers.image(model, body(one))));
            case DownloadModel _ -> Answering.whole(this::described);
            case LoadModel _ -> Answering.whole(this::described);
            case UnloadModel _ -> Answering.whole(this::described);
            case Tokenize one -> throw notThere(one);
            case Detokenize one -> throw notThere(one);
            case Forward one -> throw notThere(one);
            case ListModels one -> throw notThere(one);
        };
    }

    private PipelineOutput described() {
        return new PipelineOutput.Models(List.of(ModelListing.remote(model, providers)));
    }

    private PipelineException notThere(PipelineTask<?> task) {
        return new PipelineException(FailureCode.UNSUPPORTED,
                "%s is not offered by Inference Providers; use a model that runs here".formatted(task.taskName()));
    }

    private JsonNode call(PipelineTask<?> task, JsonNode body) {
        return providers.call(model, task.taskName(), body);
    }

    /// Bytes as they are, unless there are parameters, which only JSON can carry.
    private JsonNode call(PipelineTask<?> task, Media inputs, ObjectNode body) {
        byte[] data = inputs.data();
        if (data == null) {
            throw new PipelineException(FailureCode.UNSUPPORTED,
                    "Inference Providers take no reference; send the bytes in 'data', in base64");
        }
        if (body.path("parameters").isEmpty()) {
            return providers.call(model, task.taskName(), data,
                    Objects.requireNonNullElseGet(inputs.mediaType(), () -> type(data)));
        }
        return call(task, body.put("inputs", data));
    }

    private static PipelineOutput image(RemoteFile file) {
        String type = file.mediaType() == null ? type(file.content()) : file.mediaType();
        return new PipelineOutput.Image(Media.of(file.content(), type));
    }

    static @Nullable String type(byte[] content) {
        try {
            return URLConnection.guessContentTypeFromStream(new ByteArrayInputStream(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode fields(PipelineTask<?> task) {
        ObjectNode fields = JSON.valueToTree(task);
        fields.remove("task");
        return fields;
    }

    /// `{"inputs": ..., "parameters": {...}}`
    private static ObjectNode body(PipelineTask<?> task) {
        ObjectNode parameters = fields(task);
        ObjectNode body = JSON.createObjectNode();
        body.set("inputs", parameters.remove("inputs"));
        return body.set("parameters", parameters);
    }

    /// The same with what steers the generation in an object of its own.
    private static ObjectNode body(PipelineTask<?> task, GenerationParameters generation, String name) {
        ObjectNode own = JSON.valueToTree(generation);
        ObjectNode body = body(task);
        ObjectNode parameters = (ObjectNode) body.get("parameters");
        parameters.remove(own.propertyStream().map(Map.Entry::getKey).toList());
        own.remove(Set.of("stream"));
        own.properties().removeIf(field -> field.getValue().isArray() && field.getValue().isEmpty());
        if (!own.isEmpty()) {
            parameters.set(name, own);
        }
        return body;
    }

    private static ObjectNode nested(PipelineTask<?> task, String... inputs) {
        ObjectNode parameters = fields(task);
        ObjectNode nested = JSON.createObjectNode();
        for (String field : inputs) {
            nested.set(field, parameters.remove(field));
        }
        ObjectNode body = JSON.createObjectNode();
        body.set("inputs", nested);
        return body.set("parameters", parameters);
    }

    private static ObjectNode texts(TextClassification task) {
        ObjectNode body = body(task);
        if (task.textPair() != null) {
            ((ObjectNode) body.get("parameters")).remove("text_pair");
            body.set("inputs", JSON.createObjectNode().put("text", task.inputs()).put("text_pair", task.textPair()));
        }
        return body;
    }
}
