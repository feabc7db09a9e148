package org.llmspace.pipeline.inference;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.pipeline.task.PipelineException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.MultiMap;

/// Reads a request body in the Hub's shape. Its fields are those of the task's record, which Kafka uses as well; the Hub
/// only nests them differently.
final class TaskReader {

    private static final Pattern TRANSLATION = Pattern.compile("translation_(\\w+)_to_(\\w+)");
    static final int MAX_BATCH = 1_000;
    /// An answer names each token, which takes far more room than the text.
    private static final int MAX_TOKENIZED = 1_000_000;
    private static final List<String> TASKS = List.of("text-classification", "token-classification",
            "question-answering", "fill-mask", "zero-shot-classification", "feature-extraction", "sentence-similarity",
            "text-generation", "text2text-generation", "summarization", "translation", "image-classification",
            "image-to-text", "automatic-speech-recognition", "text-to-speech", "text-to-image", "tokenize", "detokenize",
            "forward");
    /// Their bodies are the task's fields as they are.
    private static final Set<String> WITHOUT_INPUTS = Set.of("detokenize", "forward", "list-models", "download-model",
            "load-model",
            "unload-model");

    /// Their inputs may be the body itself.
    private static final Set<String> OF_MEDIA = Set.of("image-classification", "image-to-text",
            "automatic-speech-recognition");

    /// Objects among the parameters whose content steers the generation.
    private static final List<String> NESTED = List.of("generate_parameters", "generation_parameters", "generate_kwargs");

    /// Named otherwise on our wire, or for the server only.
    private static final Set<String> OF_OTHERS = Set.of("task", "stream", "candidateLabels");

    private TaskReader() {
    }

    /// What a body asks for.
    ///
    /// @param model as the body names it; null if it does not
    /// @param batch whether the inputs were a list, so that the answer is one, too
    record Tasks(@Nullable String model, List<PipelineTask<?>> tasks, boolean batch) {
        Tasks {
            tasks = List.copyOf(tasks);
            if (batch && tasks.stream().anyMatch(Tasks::streams)) {
                throw invalid("'inputs' is a list and 'stream' is true; stream one text at a time");
            }
        }

        boolean streams() {
            return streams(tasks.getFirst());
        }

        private static boolean streams(PipelineTask<?> task) {
            return task instanceof PipelineTask.TextGeneration generation
                    && Boolean.TRUE.equals(generation.parameters().stream());
        }
    }

    /// @param taskName null if it shall follow from the fields or else from the model
    /// @throws PipelineException if the body is no call of the task
    static Tasks read(@Nullable String taskName, Supplier<String> taskOfModel, byte[] body) {
        return read(taskName, taskOfModel, body, MultiMap.caseInsensitiveMultiMap());
    }

    /// @param query may have the parameters if the body has none
    static Tasks read(@Nullable String taskName, Supplier<String> taskOfModel, byte[] body, MultiMap query) {
        ObjectNode json = parse(body);
        String model = json.path("model").textValue();
        if (taskName != null && WITHOUT_INPUTS.contains(taskName)) {
            return new Tasks(model, List.of(convert(json.put("task", taskName))), false);
        }
        if (json.has("instances")) {
            json.putIfAbsent("inputs", json.remove("instances")); // as Hugging Face's own server allows
        }
        if (!json.has("parameters") && !query.isEmpty()) {
            query.forEach((name, value) -> json.withObject("parameters").set(name, scalar(value)));
        }
        if (!json.has("inputs") && !json.path("messages").isArray()) {
            throw invalid("The body needs 'inputs'; send {\"inputs\": ..., \"parameters\": {...}}");
        }
        String task = taskName == null ? guess(json, taskOfModel) : canonical(taskName);
        return switch (task) {
            case "zero-shot-classification", "text-classification", "token-classification", "question-answering",
                    "fill-mask", "tokenize", "text-generation", "text2text-generation", "summarization", "translation",
                    "image-classification", "image-to-text", "automatic-speech-recognition", "text-to-speech",
                    "text-to-image" ->
                batch(task, model, withLanguages(taskName, json));
            case "feature-extraction" ->
                new Tasks(model, List.of(one(task, json, json.path("inputs"))), json.path("inputs").isArray());
            case "sentence-similarity" -> new Tasks(model, List.of(one(task, json, json.path("inputs"))), false);
            default -> throw new PipelineException(FailureCode.UNSUPPORTED,
                    "There is no task '%s'; use one of %s"
                            .formatted(task, String.join(", ", TASKS)));
        };
    }

    /// `translation_en_to_fr` names the languages.
    private static JsonNode withLanguages(@Nullable String taskName, JsonNode json) {
        Matcher named = TRANSLATION.matcher(String.valueOf(taskName));
        if (!named.matches()) {
            return json;
        }
        ObjectNode fields = json.deepCopy();
        fields.put("src_lang", named.group(1));
        fields.put("tgt_lang", named.group(2));
        return fields;
    }

    /// A body that is an image or a recording itself, with parameters in the query.
    ///
    /// @return empty if the body is JSON or the task takes no such body
    static Optional<Tasks> readMedia(@Nullable String taskName, Supplier<String> taskOfModel, byte[] body,
            @Nullable String mediaType, MultiMap query) {
        if (body.length == 0 || looksLikeJson(body)) {
            return Optional.empty();
        }
        String task = taskName == null ? taskOfModel.get() : canonical(taskName);
        if (!OF_MEDIA.contains(task)) {
            return Optional.empty();
        }
        ObjectNode fields = EventCodec.json().createObjectNode();
        query.forEach((name, value) -> fields.set(name, scalar(value)));
        renameSpeechTask(task, fields);
        ObjectNode media = fields.putObject("inputs").put("data", body);
        if (mediaType != null && !mediaType.startsWith("application/")) {
            media.put("media_type", mediaType);
        }
        return Optional.of(new Tasks(null, List.of(convert(fields.put("task", task))), false));
    }

    /// On our wire `task` is the pipeline's.
    private static void renameSpeechTask(String task, ObjectNode fields) {
        if (task.equals("automatic-speech-recognition") && fields.has("task")) {
            fields.set("speech_task", fields.get("task"));
        }
    }

    private static boolean looksLikeJson(byte[] body) {
        int at = 0;
        while (at < body.length - 1 && (body[at] == ' ' || body[at] == '\t' || body[at] == '\r' || body[at] == '\n')) {
            at++;
        }
        return body[at] == '{';
    }

    private static JsonNode scalar(String value) {
        var json = EventCodec.json().getNodeFactory();
        if (value.matches("true|false")) {
            return json.booleanNode(Boolean.parseBoolean(value));
        }
        if (value.matches("-?\\d{1,15}")) {
            return json.numberNode(Long.parseLong(value));
        }
        return value.matches("-?\\d{1,15}\\.\\d{1,15}") ? json.numberNode(new BigDecimal(value)) : json.textNode(value);
    }

    private static Tasks batch(String task, @Nullable String model, JsonNode json) {
        JsonNode inputs = several(json.path("inputs"));
        if (!inputs.isArray() || isConversation(inputs)) {
            return new Tasks(model, List.of(one(task, json, inputs)), false);
        }
        if (inputs.isEmpty() || inputs.size() > MAX_BATCH) {
            throw invalid("'inputs' is a list of %d; send between 1 and %d inputs".formatted(inputs.size(), MAX_BATCH));
        }
        if (task.equals("tokenize") && characters(inputs) > MAX_TOKENIZED) {
            throw new PipelineException(FailureCode.CONTENT_TOO_LARGE,
                    "The texts have more than %d characters; send fewer at once".formatted(MAX_TOKENIZED));
        }
        List<PipelineTask<?>> tasks = new ArrayList<>();
        inputs.forEach(input -> tasks.add(one(task, json, input)));
        return new Tasks(model, tasks, true);
    }

    /// Old clients ask about several texts as `{"sequences": [...]}`.
    private static JsonNode several(JsonNode inputs) {
        return inputs.size() == 1 && inputs.path("sequences").isArray() ? inputs.get("sequences") : inputs;
    }

    private static long characters(JsonNode texts) {
        return texts.valueStream().mapToLong(text -> text.asText().length()).sum();
    }

    /// A list of messages is one input, not several.
    private static boolean isConversation(JsonNode inputs) {
        return inputs.path(0).has("role");
    }

    private static PipelineTask<?> one(String task, JsonNode json, JsonNode inputs) {
        ObjectNode fields = EventCodec.json().createObjectNode();
        fields.setAll((ObjectNode) json);
        fields.remove("parameters");
        if (json.get("parameters") instanceof ObjectNode parameters) {
            fields.setAll(parameters);
        } else if (json.hasNonNull("parameters")) {
            throw invalid("'parameters' is no object; send {\"inputs\": ..., \"parameters\": {...}}");
        }
        for (String nested : NESTED) {
            JsonNode given = fields.remove(nested);
            if (given instanceof ObjectNode parameters) {
                fields.setAll(parameters);
            } else if (given != null && !given.isNull()) {
                throw invalid("'%s' is no object; send names and values, for instance {\"max_new_tokens\": 50}"
                        .formatted(nested));
            }
        }
        if (fields.path("stream").isBoolean() && fields.path("stream").booleanValue()) {
            if (!task.equals("text-generation")) {
                throw new PipelineException(FailureCode.UNSUPPORTED,
                        "'stream' is offered for text-generation only; leave it out to get the whole text");
            }
            fields.putIfAbsent("details", BooleanNode.TRUE); // each event tells its token
        }
        renameSpeechTask(task, fields);
        if (inputs instanceof ObjectNode object) {
            fields.remove("inputs");
            fields.setAll(object);
            for (String text : List.of("text", "sequences")) { // beside `text_pair`, or of old clients
                if (object.path(text).isTextual()) {
                    fields.putIfAbsent("inputs", object.get(text));
                }
            }
        } else if (isConversation(inputs)) {
            fields.remove("inputs");
            fields.set("messages", inputs);
        } else if (!inputs.isMissingNode()) {
            fields.set("inputs", inputs);
        }
        splitLabels(fields);
        refuseBase64(task, fields);
        fields.put("task", task);
        PipelineTask<?> read = convert(fields);
        if (read instanceof PipelineTask.TextGeneration text && Integer.valueOf(0).equals(text.parameters().maxNewTokens())) {
            throw invalid("'max_new_tokens' is 0; use at least 1");
        }
        if (json.has("parameters")) {
            checkNames(read, json.get("parameters"));
        }
        return read;
    }

    /// Labels may come as one text with commas, too.
    private static void splitLabels(ObjectNode fields) {
        if (fields.has("candidateLabels")) {
            fields.putIfAbsent("candidate_labels", fields.remove("candidateLabels"));
        }
        if (fields.path("candidate_labels").isTextual()) {
            ArrayNode labels = EventCodec.json().createArrayNode();
            Arrays.stream(fields.get("candidate_labels").textValue().split(",")).map(String::strip)
                    .filter(label -> !label.isEmpty()).forEach(labels::add);
            fields.set("candidate_labels", labels);
        }
    }

    /// The Hub's own clients read vectors as numbers only.
    private static void refuseBase64(String task, ObjectNode fields) {
        if (task.equals("feature-extraction") && !fields.path("encoding_format").asText("float").equals("float")) {
            throw new PipelineException(FailureCode.UNSUPPORTED,
                    "'encoding_format' is %s; use float here, or base64 at /v1/embeddings".formatted(
                            fields.get("encoding_format")));
        }
    }

    static PipelineTask<?> convert(ObjectNode fields) {
        try {
            return EventCodec.json().treeToValue(fields, PipelineTask.class);
        } catch (JsonProcessingException e) {
            throw invalid(EventCodec.reason(e));
        }
    }

    /// A parameter that the task does not know is most likely misspelled; fields beside the parameters may be anything. What
    /// the task knows is in its JSON; Jackson itself cannot tell where parameters are unwrapped into the task.
    private static void checkNames(PipelineTask<?> task, JsonNode parameters) {
        JsonNode known = EventCodec.json().valueToTree(task);
        for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
            String name = parameter.getKey();
            if (NESTED.contains(name)) {
                checkNames(task, parameter.getValue());
            } else if (!known.has(name) && !parameter.getValue().isNull() && !isOfOthers(name, task)) {
                throw invalid("There is no parameter '%s' of %s; /q/openapi names those that there are".formatted(name,
                        task.taskName()));
            }
        }
    }

    private static boolean isOfOthers(String name, PipelineTask<?> task) {
        return OF_OTHERS.contains(name)
                || name.equals("encoding_format") && task instanceof PipelineTask.FeatureExtraction;
    }

    private static String canonical(String task) {
        String name = task.replace('_', '-');
        return switch (name) {
            case "sentiment-analysis" -> "text-classification";
            case "ner" -> "token-classification";
            case "asr" -> "automatic-speech-recognition";
            case "text-to-audio" -> "text-to-speech";
            case "embeddings" -> "feature-extraction";
            default -> TRANSLATION.matcher(task).matches() ? "translation" : name;
        };
    }

    private static String guess(JsonNode json, Supplier<String> taskOfModel) {
        if (json.path("inputs").has("source_sentence")) {
            return "sentence-similarity";
        }
        boolean labels = Stream.of(json, json.path("parameters"), json.path("inputs"))
                .anyMatch(fields -> fields.has("candidate_labels") || fields.has("candidateLabels"));
        return labels ? "zero-shot-classification" : taskOfModel.get();
    }

    static ObjectNode parse(byte[] body) {
        try {
            if (EventCodec.json().readTree(body) instanceof ObjectNode json) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw invalid("The body is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw invalid("The body cannot be read: " + e.getMessage());
        }
        throw invalid("The body is no JSON object; send {\"inputs\": ..., \"parameters\": {...}}");
    }

    static PipelineException invalid(String message) {
        return new PipelineException(FailureCode.INVALID_REQUEST, message);
    }
}
