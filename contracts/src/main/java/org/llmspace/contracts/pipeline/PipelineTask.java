package org.llmspace.contracts.pipeline;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;

/// A task of the Hub with its inputs and parameters, in the Hub's words; `R` is what it answers with.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
@JsonSubTypes({ @JsonSubTypes.Type(value = PipelineTask.TextClassification.class, name = "text-classification"),
        @JsonSubTypes.Type(value = PipelineTask.TokenClassification.class, name = "token-classification"),
        @JsonSubTypes.Type(value = PipelineTask.QuestionAnswering.class, name = "question-answering"),
        @JsonSubTypes.Type(value = PipelineTask.FillMask.class, name = "fill-mask"),
        @JsonSubTypes.Type(value = PipelineTask.ZeroShotClassification.class, name = "zero-shot-classification"),
        @JsonSubTypes.Type(value = PipelineTask.FeatureExtraction.class, name = "feature-extraction"),
        @JsonSubTypes.Type(value = PipelineTask.SentenceSimilarity.class, name = "sentence-similarity"),
        @JsonSubTypes.Type(value = PipelineTask.TextGeneration.class, name = "text-generation"),
        @JsonSubTypes.Type(value = PipelineTask.Text2TextGeneration.class, name = "text2text-generation"),
        @JsonSubTypes.Type(value = PipelineTask.Summarization.class, name = "summarization"),
        @JsonSubTypes.Type(value = PipelineTask.Translation.class, name = "translation"),
        @JsonSubTypes.Type(value = PipelineTask.ImageClassification.class, name = "image-classification"),
        @JsonSubTypes.Type(value = PipelineTask.ImageToText.class, name = "image-to-text"),
        @JsonSubTypes.Type(value = PipelineTask.AutomaticSpeechRecognition.class, name = "automatic-speech-recognition"),
        @JsonSubTypes.Type(value = PipelineTask.TextToSpeech.class, name = "text-to-speech"),
        @JsonSubTypes.Type(value = PipelineTask.TextToImage.class, name = "text-to-image"),
        @JsonSubTypes.Type(value = PipelineTask.Tokenize.class, name = "tokenize"),
        @JsonSubTypes.Type(value = PipelineTask.Detokenize.class, name = "detokenize"),
        @JsonSubTypes.Type(value = PipelineTask.Forward.class, name = "forward"),
        @JsonSubTypes.Type(value = PipelineTask.ListModels.class, name = "list-models"),
        @JsonSubTypes.Type(value = PipelineTask.DownloadModel.class, name = "download-model"),
        @JsonSubTypes.Type(value = PipelineTask.LoadModel.class, name = "load-model"),
        @JsonSubTypes.Type(value = PipelineTask.UnloadModel.class, name = "unload-model") })
public sealed interface PipelineTask<R extends PipelineOutput> {

    /// The task's name on the Hub.
    @JsonIgnore
    String taskName();

    /// Which of the model's labels fit a text.
    ///
    /// @param textPair a second text for models that judge pairs; null if there is none
    /// @param functionToApply `sigmoid`, `softmax` or `none`; null means what the model's files say
    /// @param topK how many labels to answer with, the best first; null means all
    record TextClassification(String inputs, @Nullable String textPair, @Nullable String functionToApply,
            @Nullable Integer topK) implements PipelineTask<PipelineOutput.Classification> {
        public TextClassification {
            requireNonNull(inputs, "text-classification needs 'inputs', a text");
        }

        @Override
        public String taskName() {
            return "text-classification";
        }
    }

    /// Which parts of a text are names, or whatever else the model marks.
    ///
    /// @param ignoreLabels labels to leave out; null means `O`, the label of what is nothing
    /// @param stride how many tokens two windows share where a text is longer than the model can read; null leaves it
    ///        to the service
    /// @param aggregationStrategy `none`, `simple`, `first`, `average` or `max`; null means `simple`
    record TokenClassification(String inputs, @Nullable List<String> ignoreLabels, @Nullable Integer stride,
            @Nullable String aggregationStrategy) implements PipelineTask<PipelineOutput.Entities> {
        public TokenClassification {
            requireNonNull(inputs, "token-classification needs 'inputs', a text");
            ignoreLabels = ignoreLabels == null ? null : List.copyOf(ignoreLabels);
        }

        @Override
        public String taskName() {
            return "token-classification";
        }
    }

    /// Where in a context the answer to a question is.
    ///
    /// @param topK how many answers to give at most; null means 1
    /// @param docStride how many tokens two windows of a long context share
    /// @param maxAnswerLen the longest answer, in tokens; null means 15
    /// @param maxSeqLen tokens of a window, question included; null means 384
    /// @param maxQuestionLen tokens after which the question is cut; null means 64
    /// @param handleImpossibleAnswer whether "there is no answer" is an answer, too; null means no
    /// @param alignToWords whether answers are widened to whole words; null means yes
    record QuestionAnswering(String question, String context, @Nullable Integer topK, @Nullable Integer docStride,
            @Nullable Integer maxAnswerLen, @Nullable Integer maxSeqLen, @Nullable Integer maxQuestionLen,
            @Nullable Boolean handleImpossibleAnswer,
            @Nullable Boolean alignToWords) implements PipelineTask<PipelineOutput.Answers> {
        public QuestionAnswering {
            requireNonNull(question, "question-answering needs 'question'");
            requireNonNull(context, "question-answering needs 'context'");
        }

        public static QuestionAnswering of(String question, String context) {
            return new QuestionAnswering(question, context, null, null, null, null, null, null, null);
        }

        @Override
        public String taskName() {
            return "question-answering";
        }
    }

    /// What fits where the text has the model's mask token.
    ///
    /// @param topK how many fillings per mask; null means 5
    /// @param targets the only tokens to choose from; null means the whole vocabulary
    record FillMask(String inputs, @Nullable Integer topK,
            @Nullable List<String> targets) implements PipelineTask<PipelineOutput.FilledMasks> {
        public FillMask {
            requireNonNull(inputs, "fill-mask needs 'inputs', a text with a mask token");
            targets = targets == null ? null : List.copyOf(targets);
        }

        @Override
        public String taskName() {
            return "fill-mask";
        }
    }

    /// Which of the candidate labels fit a text.
    ///
    /// @param hypothesisTemplate a sentence with `{}` where the label goes; null means the model's own
    /// @param multiLabel whether each label is judged by itself, so that scores need not sum to 1; no if left out
    record ZeroShotClassification(String inputs, List<String> candidateLabels, @Nullable String hypothesisTemplate,
            Boolean multiLabel) implements PipelineTask<PipelineOutput.Classification> {
        public ZeroShotClassification {
            requireNonNull(inputs, "zero-shot-classification needs 'inputs', a text");
            candidateLabels = List.copyOf(requireNonNullElse(candidateLabels, List.of()));
            multiLabel = requireNonNullElse(multiLabel, false);
        }

        @Override
        public String taskName() {
            return "zero-shot-classification";
        }
    }

    /// One vector per text.
    ///
    /// @param normalize whether vectors get length 1; null means yes
    /// @param truncate whether texts that are too long are cut instead of refused; null means no
    /// @param truncationDirection `right` or `left`; null means right
    /// @param dimensions how many numbers of each vector are kept, the first ones, before it gets length 1; null means all
    record FeatureExtraction(@JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> inputs,
            @Nullable Boolean normalize, @Nullable String promptName, @Nullable Boolean truncate,
            @Nullable String truncationDirection,
            @Nullable Integer dimensions) implements PipelineTask<PipelineOutput.Embeddings> {
        public FeatureExtraction {
            inputs = List.copyOf(requireNonNullElse(inputs, List.of()));
        }

        public static FeatureExtraction of(List<String> inputs) {
            return new FeatureExtraction(inputs, null, null, null, null, null);
        }

        @Override
        public String taskName() {
            return "feature-extraction";
        }
    }

    /// How similar each sentence is to the source sentence, by cosine.
    record SentenceSimilarity(String sourceSentence, List<String> sentences)
            implements
                PipelineTask<PipelineOutput.Similarities> {
        public SentenceSimilarity {
            requireNonNull(sourceSentence, "sentence-similarity needs 'source_sentence'");
            sentences = List.copyOf(requireNonNullElse(sentences, List.of()));
        }

        @Override
        public String taskName() {
            return "sentence-similarity";
        }
    }

    /// How a text goes on, or what comes next in a conversation.
    ///
    /// @param inputs the text; null if there are tokens or messages
    /// @param inputIds the tokens to go on from; empty if there is a text or a conversation
    /// @param messages a conversation in OpenAI's shape, which the model's chat template makes a text of; empty if there
    ///        are inputs
    /// @param tools functions that the model may ask for, in OpenAI's shape
    /// @param chatTemplateKwargs more values for the chat template, for instance `{"enable_thinking": false}`
    /// @param returnFullText whether the answer begins with the inputs; yes if left out, never for messages
    /// @param details whether the answer lists its tokens; no if left out
    /// @param decoderInputDetails whether it lists those of the inputs, too; no if left out
    /// @param topNTokens how many of the likeliest tokens to list for each place; null means none
    /// @param truncate keep so many tokens of the inputs, the last ones; null means all
    /// @param grammar what the text must be: `{"type": "json", "value": a JSON schema}`, `{"type": "json_schema", "value":
    ///        {"name": ..., "schema": ...}}` or `{"type": "regex", "value": ...}`; null if it may be anything
    /// @param adapterId not offered; refused
    /// @param watermark not offered; `true` is refused
    /// @param logitBias what is added to the logits of tokens, by their ids; empty for nothing
    record TextGeneration(@Nullable String inputs,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> inputIds, List<JsonNode> messages, List<JsonNode> tools,
            @Nullable JsonNode chatTemplateKwargs, @Nullable Boolean returnFullText, @Nullable Boolean details,
            @Nullable Boolean decoderInputDetails, @JsonProperty("top_n_tokens") @Nullable Integer topNTokens,
            @Nullable Integer truncate,
            @Nullable JsonNode grammar, @Nullable String adapterId, @Nullable Boolean watermark,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<Integer, Double> logitBias,
            @JsonUnwrapped GenerationParameters parameters) implements PipelineTask<PipelineOutput.GeneratedTexts> {
        public TextGeneration {
            inputIds = List.copyOf(requireNonNullElse(inputIds, List.of()));
            messages = List.copyOf(requireNonNullElse(messages, List.of()));
            tools = List.copyOf(requireNonNullElse(tools, List.of()));
            logitBias = Map.copyOf(requireNonNullElse(logitBias, Map.of()));
            if (messages.isEmpty() && inputIds.isEmpty()) {
                requireNonNull(inputs, "text-generation needs 'inputs', a text, or 'messages', a conversation");
            }
            parameters = requireNonNullElse(parameters, GenerationParameters.DEFAULT);
        }

        public static TextGeneration of(String inputs, GenerationParameters parameters) {
            return of(inputs, null, parameters);
        }

        /// What is added to a text, without the text itself.
        public static TextGeneration added(String inputs, GenerationParameters parameters) {
            return of(inputs, false, parameters);
        }

        private static TextGeneration of(String inputs, @Nullable Boolean returnFullText, GenerationParameters parameters) {
            return new TextGeneration(inputs, List.of(), List.of(), List.of(), null, returnFullText, null, null, null, null,
                    null, null, null, Map.of(), parameters);
        }

        public static TextGeneration of(List<JsonNode> messages, List<JsonNode> tools,
                GenerationParameters parameters) {
            return new TextGeneration(null, List.of(), messages, tools, null, null, null, null, null, null, null, null, null,
                    Map.of(), parameters);
        }

        @Override
        public String taskName() {
            return "text-generation";
        }
    }

    /// What a model with an encoder makes of a text.
    ///
    /// @param cleanUpTokenizationSpaces whether spaces before punctuation are taken out; null means what the model's
    ///        files say
    /// @param truncation how a text that is too long is cut: `longest_first` or `only_first`; with `do_not_truncate` it
    ///        is refused; null means `longest_first`
    record Text2TextGeneration(String inputs, @Nullable Boolean cleanUpTokenizationSpaces, @Nullable String truncation,
            @JsonUnwrapped GenerationParameters parameters) implements PipelineTask<PipelineOutput.GeneratedTexts> {
        public Text2TextGeneration {
            requireNonNull(inputs, "text2text-generation needs 'inputs', a text");
            parameters = requireNonNullElse(parameters, GenerationParameters.DEFAULT);
        }

        @Override
        public String taskName() {
            return "text2text-generation";
        }
    }

    /// The same in fewer words.
    ///
    /// @param cleanUpTokenizationSpaces as in [Text2TextGeneration]
    /// @param truncation as in [Text2TextGeneration]
    record Summarization(String inputs, @Nullable Boolean cleanUpTokenizationSpaces, @Nullable String truncation,
            @JsonUnwrapped GenerationParameters parameters) implements PipelineTask<PipelineOutput.Summaries> {
        public Summarization {
            requireNonNull(inputs, "summarization needs 'inputs', a text");
            parameters = requireNonNullElse(parameters, GenerationParameters.DEFAULT);
        }

        @Override
        public String taskName() {
            return "summarization";
        }
    }

    /// The same in another language.
    ///
    /// @param srcLang the text's language in the model's own words, for instance `en` or `eng_Latn`
    /// @param tgtLang the language to translate to
    /// @param cleanUpTokenizationSpaces as in [Text2TextGeneration]
    /// @param truncation as in [Text2TextGeneration]
    record Translation(String inputs, @Nullable String srcLang, @Nullable String tgtLang,
            @Nullable Boolean cleanUpTokenizationSpaces, @Nullable String truncation,
            @JsonUnwrapped GenerationParameters parameters) implements PipelineTask<PipelineOutput.Translations> {
        public Translation {
            requireNonNull(inputs, "translation needs 'inputs', a text");
            parameters = requireNonNullElse(parameters, GenerationParameters.DEFAULT);
        }

        @Override
        public String taskName() {
            return "translation";
        }
    }

    /// Which of the model's labels fit an image.
    ///
    /// @param functionToApply `sigmoid`, `softmax` or `none`; null means what the model's files say
    /// @param topK how many labels to answer with, the best first; null means 5
    record ImageClassification(Media inputs, @Nullable String functionToApply,
            @Nullable Integer topK) implements PipelineTask<PipelineOutput.Classification> {
        public ImageClassification {
            requireNonNull(inputs, "image-classification needs 'inputs', an image");
        }

        @Override
        public String taskName() {
            return "image-classification";
        }
    }

    /// What is to be seen on an image, in words.
    record ImageToText(Media inputs,
            @JsonUnwrapped GenerationParameters parameters) implements PipelineTask<PipelineOutput.GeneratedTexts> {
        public ImageToText {
            requireNonNull(inputs, "image-to-text needs 'inputs', an image");
            parameters = requireNonNullElse(parameters, GenerationParameters.DEFAULT);
        }

        @Override
        public String taskName() {
            return "image-to-text";
        }
    }

    /// What is said in a recording.
    ///
    /// @param returnTimestamps whether the answer tells when each part was said; no if left out
    /// @param chunkLengthS a long recording is cut into chunks of so many seconds; null leaves it to the service
    /// @param strideLengthS seconds that neighbouring chunks share on each side; null means a sixth of a chunk
    /// @param language what is spoken, for instance `en` or `english`; null lets the model find out
    /// @param speechTask `transcribe`, or `translate` into English; null means `transcribe`
    record AutomaticSpeechRecognition(Media inputs, @Nullable Boolean returnTimestamps,
            @JsonProperty("chunk_length_s") @Nullable Double chunkLengthS,
            @JsonProperty("stride_length_s") @Nullable Double strideLengthS, @Nullable String language,
            @Nullable String speechTask,
            @JsonUnwrapped GenerationParameters parameters) implements PipelineTask<PipelineOutput.Transcript> {
        public AutomaticSpeechRecognition {
            requireNonNull(inputs, "automatic-speech-recognition needs 'inputs', a recording");
            parameters = requireNonNullElse(parameters, GenerationParameters.DEFAULT);
        }

        public static AutomaticSpeechRecognition of(Media inputs) {
            return new AutomaticSpeechRecognition(inputs, null, null, null, null, null, GenerationParameters.DEFAULT);
        }

        @Override
        public String taskName() {
            return "automatic-speech-recognition";
        }
    }

    /// A text read aloud.
    record TextToSpeech(String inputs,
            @JsonUnwrapped GenerationParameters parameters) implements PipelineTask<PipelineOutput.Speech> {
        public TextToSpeech {
            requireNonNull(inputs, "text-to-speech needs 'inputs', a text");
            parameters = requireNonNullElse(parameters, GenerationParameters.DEFAULT);
        }

        public static TextToSpeech of(String inputs) {
            return new TextToSpeech(inputs, GenerationParameters.DEFAULT);
        }

        @Override
        public String taskName() {
            return "text-to-speech";
        }
    }

    /// An image of what a text describes.
    ///
    /// @param guidanceScale how closely to keep to the text
    /// @param negativePrompt what shall not be on the image
    /// @param numInferenceSteps more steps take longer and make better images
    /// @param width in pixels
    /// @param height in pixels
    /// @param scheduler another scheduler than the model's own
    /// @param seed makes the image repeatable
    record TextToImage(String inputs, @Nullable Double guidanceScale, @Nullable String negativePrompt,
            @Nullable Integer numInferenceSteps, @Nullable Integer width, @Nullable Integer height,
            @Nullable String scheduler, @Nullable Long seed) implements PipelineTask<PipelineOutput.Image> {
        public TextToImage {
            requireNonNull(inputs, "text-to-image needs 'inputs', a text");
        }

        public static TextToImage of(String inputs) {
            return new TextToImage(inputs, null, null, null, null, null, null, null);
        }

        @Override
        public String taskName() {
            return "text-to-image";
        }
    }

    /// The tokens that a model makes of a text or of a conversation.
    ///
    /// @param inputs the text; null if there are messages
    /// @param messages a conversation in OpenAI's shape, which the model's chat template makes a text of; empty if there
    ///        are inputs
    /// @param tools functions that the template tells the model about, in OpenAI's shape
    /// @param addGenerationPrompt whether the conversation's text ends where the model's answer begins; null means yes
    /// @param chatTemplateKwargs more values for the chat template
    /// @param textPair a second text for models that read pairs; null if there is none
    /// @param addSpecialTokens whether the model's own tokens, for instance `[CLS]`, are added; null means yes, and no for
    ///        a conversation, whose template adds them
    /// @param truncation `do_not_truncate`, `longest_first`, `only_first` or `only_second`; null means `do_not_truncate`
    /// @param maxLength how many tokens are left when the text is cut; null means what the model can read
    record Tokenize(@Nullable String inputs, List<JsonNode> messages, List<JsonNode> tools,
            @Nullable Boolean addGenerationPrompt, @Nullable JsonNode chatTemplateKwargs, @Nullable String textPair,
            @Nullable Boolean addSpecialTokens, @Nullable String truncation,
            @Nullable Integer maxLength) implements PipelineTask<PipelineOutput.Tokens> {
        public Tokenize {
            messages = List.copyOf(requireNonNullElse(messages, List.of()));
            tools = List.copyOf(requireNonNullElse(tools, List.of()));
            if (messages.isEmpty()) {
                requireNonNull(inputs, "tokenize needs 'inputs', a text, or 'messages', a conversation");
            }
        }

        public Tokenize(String inputs, @Nullable String textPair, @Nullable Boolean addSpecialTokens,
                @Nullable String truncation, @Nullable Integer maxLength) {
            this(inputs, List.of(), List.of(), null, null, textPair, addSpecialTokens, truncation, maxLength);
        }

        public static Tokenize of(String inputs) {
            return new Tokenize(inputs, null, null, null, null);
        }

        @Override
        public String taskName() {
            return "tokenize";
        }
    }

    /// The text of tokens.
    ///
    /// @param skipSpecialTokens whether the model's own tokens are left out; null means no
    /// @param cleanUpTokenizationSpaces whether spaces before punctuation are taken out; null means what the model's
    ///        files say
    record Detokenize(List<Integer> ids, @Nullable Boolean skipSpecialTokens,
            @Nullable Boolean cleanUpTokenizationSpaces) implements PipelineTask<PipelineOutput.DecodedText> {
        public Detokenize {
            ids = List.copyOf(requireNonNull(ids, "detokenize needs 'ids', a list of token ids"));
        }

        @Override
        public String taskName() {
            return "detokenize";
        }
    }

    /// The numbers that one of a model's graphs makes of numbers, without anything before or after it.
    ///
    /// @param graph which graph, for instance `decoder_model_merged`; null means `model`
    /// @param inputs by the names that the graph has for them
    /// @param outputs the names of those that are wanted; empty means all
    record Forward(@Nullable String graph, Map<String, TensorValue> inputs,
            List<String> outputs) implements PipelineTask<PipelineOutput.Tensors> {
        public Forward {
            inputs = Map.copyOf(requireNonNull(inputs, "forward needs 'inputs', tensors by their names"));
            outputs = List.copyOf(requireNonNullElse(outputs, List.of()));
        }

        @Override
        public String taskName() {
            return "forward";
        }
    }

    /// Which models there are and how to use them.
    ///
    /// @param forTask only those of a task, by the Hub's name; null means all
    record ListModels(@Nullable String forTask) implements PipelineTask<PipelineOutput.Models> {
        @Override
        public String taskName() {
            return "list-models";
        }
    }

    /// Brings the call's model to this machine; replies tell how far it is.
    record DownloadModel() implements PipelineTask<PipelineOutput.Models> {
        @Override
        public String taskName() {
            return "download-model";
        }
    }

    /// Makes the call's model ready to run; one that is not on this machine is downloaded first.
    record LoadModel() implements PipelineTask<PipelineOutput.Models> {
        @Override
        public String taskName() {
            return "load-model";
        }
    }

    /// Takes the call's model out of memory; its files stay.
    record UnloadModel() implements PipelineTask<PipelineOutput.Models> {
        @Override
        public String taskName() {
            return "unload-model";
        }
    }
}
