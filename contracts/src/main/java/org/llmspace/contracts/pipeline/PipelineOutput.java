package org.llmspace.contracts.pipeline;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What a pipeline answers with, in the Hub's shape.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({ @JsonSubTypes.Type(value = PipelineOutput.Classification.class, name = "classification"),
        @JsonSubTypes.Type(value = PipelineOutput.Entities.class, name = "entities"),
        @JsonSubTypes.Type(value = PipelineOutput.Answers.class, name = "answers"),
        @JsonSubTypes.Type(value = PipelineOutput.FilledMasks.class, name = "filled_masks"),
        @JsonSubTypes.Type(value = PipelineOutput.Embeddings.class, name = "embeddings"),
        @JsonSubTypes.Type(value = PipelineOutput.Similarities.class, name = "similarities"),
        @JsonSubTypes.Type(value = PipelineOutput.GeneratedTexts.class, name = "generated_texts"),
        @JsonSubTypes.Type(value = PipelineOutput.Summaries.class, name = "summaries"),
        @JsonSubTypes.Type(value = PipelineOutput.Translations.class, name = "translations"),
        @JsonSubTypes.Type(value = PipelineOutput.Transcript.class, name = "transcript"),
        @JsonSubTypes.Type(value = PipelineOutput.Speech.class, name = "speech"),
        @JsonSubTypes.Type(value = PipelineOutput.Image.class, name = "image"),
        @JsonSubTypes.Type(value = PipelineOutput.Tokens.class, name = "tokens"),
        @JsonSubTypes.Type(value = PipelineOutput.DecodedText.class, name = "decoded_text"),
        @JsonSubTypes.Type(value = PipelineOutput.Tensors.class, name = "tensors"),
        @JsonSubTypes.Type(value = PipelineOutput.Models.class, name = "models") })
public sealed interface PipelineOutput {

    /// Labels, the best first.
    record Classification(List<LabelScore> labels) implements PipelineOutput {
        public Classification {
            labels = List.copyOf(labels);
        }
    }

    /// Marked parts of a text, in the order of the text.
    record Entities(List<Entity> entities) implements PipelineOutput {
        public Entities {
            entities = List.copyOf(entities);
        }
    }

    /// A marked part of a text.
    ///
    /// @param entityGroup the label without `B-` or `I-`
    /// @param entity the token's own label, where tokens are not grouped; null otherwise
    /// @param index the token's place among the tokens, where tokens are not grouped; null otherwise
    /// @param word the part as the tokenizer spells it
    /// @param start where the part begins in the text, in Unicode code points
    /// @param end where it ends, exclusive
    record Entity(String entityGroup, @Nullable String entity, double score, @Nullable Integer index, String word,
            int start, int end) {
        public Entity {
            requireNonNull(entityGroup, "entityGroup");
            requireNonNull(word, "word");
        }
    }

    /// Answers from a context, the best first.
    record Answers(List<Answer> answers) implements PipelineOutput {
        public Answers {
            answers = List.copyOf(answers);
        }
    }

    /// A part of the context that answers the question; an empty one says that there is no answer.
    ///
    /// @param start where it begins in the context, in Unicode code points
    /// @param end where it ends, exclusive
    record Answer(String answer, double score, int start, int end) {
        public Answer {
            requireNonNull(answer, "answer");
        }
    }

    /// For each mask of the text, in their order, what fits there, the best first.
    record FilledMasks(List<List<Filling>> masks) implements PipelineOutput {
        public FilledMasks {
            masks = masks.stream().map(List::copyOf).toList();
        }
    }

    /// One token in the place of a mask.
    ///
    /// @param sequence the text with the mask filled
    /// @param token the token's id
    record Filling(String sequence, double score, int token, String tokenStr) {
        public Filling {
            requireNonNull(sequence, "sequence");
            requireNonNull(tokenStr, "tokenStr");
        }
    }

    /// One vector per input, in the order of the inputs.
    record Embeddings(List<List<Float>> vectors) implements PipelineOutput {
        public Embeddings {
            vectors = vectors.stream().map(List::copyOf).toList();
        }
    }

    /// One cosine per sentence, in the order of the sentences.
    record Similarities(List<Double> scores) implements PipelineOutput {
        public Similarities {
            scores = List.copyOf(scores);
        }
    }

    /// Generated texts, the best first; one unless more were asked for.
    record GeneratedTexts(List<GeneratedText> texts) implements PipelineOutput {
        public GeneratedTexts {
            texts = List.copyOf(texts);
        }
    }

    /// A generated text.
    ///
    /// @param finishReason why it ends: `eos_token`, `stop_sequence` or `length`
    /// @param promptTokens tokens of the inputs
    /// @param generatedTokens tokens that were added
    /// @param seed what was drawn with; null if nothing was drawn
    /// @param prefill the tokens of the inputs; empty unless they were asked for
    /// @param prefillTopTokens for each of them the likeliest at its place; empty unless they were asked for
    /// @param tokens the tokens that were added; empty unless they were asked for
    /// @param topTokens for each of them the likeliest at its place; empty unless they were asked for
    /// @param bestOfSequences the other texts of which this was the likeliest; empty unless its tokens were asked for
    record GeneratedText(String generatedText, String finishReason, int promptTokens, int generatedTokens,
            @Nullable Long seed, List<GeneratedToken> prefill,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<List<GeneratedToken>> prefillTopTokens,
            List<GeneratedToken> tokens, List<List<GeneratedToken>> topTokens, List<GeneratedText> bestOfSequences) {
        public GeneratedText {
            requireNonNull(generatedText, "generatedText");
            requireNonNull(finishReason, "finishReason");
            prefill = List.copyOf(requireNonNullElse(prefill, List.of()));
            tokens = List.copyOf(requireNonNullElse(tokens, List.of()));
            prefillTopTokens = copy(prefillTopTokens);
            topTokens = copy(topTokens);
            bestOfSequences = List.copyOf(requireNonNullElse(bestOfSequences, List.of()));
        }

        public GeneratedText(String generatedText, String finishReason, int promptTokens, int generatedTokens,
                @Nullable Long seed, List<GeneratedToken> prefill, List<GeneratedToken> tokens,
                List<List<GeneratedToken>> topTokens) {
            this(generatedText, finishReason, promptTokens, generatedTokens, seed, prefill, List.of(), tokens, topTokens,
                    List.of());
        }

        private static List<List<GeneratedToken>> copy(@Nullable List<List<GeneratedToken>> lists) {
            return requireNonNullElse(lists, List.<List<GeneratedToken>> of()).stream().map(List::copyOf).toList();
        }

        /// The same with the texts that it was chosen before.
        public GeneratedText bestOf(List<GeneratedText> others) {
            return new GeneratedText(generatedText, finishReason, promptTokens, generatedTokens, seed, prefill,
                    prefillTopTokens, tokens, topTokens, others);
        }
    }

    /// Summaries, the best first; one unless more were asked for.
    record Summaries(List<Summary> summaries) implements PipelineOutput {
        public Summaries {
            summaries = List.copyOf(summaries);
        }
    }

    record Summary(String summaryText) {
        public Summary {
            requireNonNull(summaryText, "summaryText");
        }
    }

    /// Translations, the best first; one unless more were asked for.
    record Translations(List<Translated> translations) implements PipelineOutput {
        public Translations {
            translations = List.copyOf(translations);
        }
    }

    record Translated(String translationText) {
        public Translated {
            requireNonNull(translationText, "translationText");
        }
    }

    /// What is said in a recording.
    ///
    /// @param chunks its parts in their order; empty unless timestamps were asked for
    record Transcript(String text, List<Chunk> chunks) implements PipelineOutput {
        public Transcript {
            requireNonNull(text, "text");
            chunks = List.copyOf(requireNonNullElse(chunks, List.of()));
        }
    }

    /// A part of what is said.
    ///
    /// @param timestamp where it begins and ends, in seconds; the end is null if the recording ends within it
    record Chunk(String text, List<@Nullable Double> timestamp) {
        public Chunk {
            requireNonNull(text, "text");
            timestamp = Collections.unmodifiableList(new ArrayList<>(timestamp));
        }
    }

    /// A text read aloud.
    ///
    /// @param samplingRate samples per second
    record Speech(Media audio, int samplingRate) implements PipelineOutput {
        public Speech {
            requireNonNull(audio, "audio");
        }
    }

    /// An image that was made.
    record Image(Media image) implements PipelineOutput {
        public Image {
            requireNonNull(image, "image");
        }
    }

    /// What a model's tokenizer makes of a text.
    ///
    /// @param count how many tokens the whole text has, also those that were cut off
    /// @param maxLength how many tokens the model can read; null if it has no limit
    /// @param text what the chat template made of a conversation; null if a text was given
    record Tokens(List<Token> tokens, int count, @Nullable Integer maxLength,
            @Nullable String text) implements PipelineOutput {
        public Tokens {
            tokens = List.copyOf(tokens);
        }

        public Tokens(List<Token> tokens, int count, @Nullable Integer maxLength) {
            this(tokens, count, maxLength, null);
        }
    }

    /// A token of a text.
    ///
    /// @param token how the vocabulary spells it
    /// @param special whether it is the model's own, so that the text has it not
    /// @param typeId what the model is told about the text that the token is of
    /// @param sequence 0 for the first text, 1 for the second; null for special tokens
    /// @param start where it begins in its text, in Unicode code points; null for special tokens
    /// @param end where it ends, exclusive; null for special tokens
    record Token(int id, String token, boolean special, int typeId, @Nullable Integer sequence,
            @Nullable Integer start, @Nullable Integer end) {
        public Token {
            requireNonNull(token, "token");
        }
    }

    /// The text of tokens.
    record DecodedText(String text) implements PipelineOutput {
        public DecodedText {
            requireNonNull(text, "text");
        }
    }

    /// What a graph answers with, by the names that it has for them and in its order.
    record Tensors(Map<String, TensorValue> outputs) implements PipelineOutput {
        public Tensors {
            outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        }
    }

    /// Models, in no order that means anything.
    record Models(List<ModelDescription> models) implements PipelineOutput {
        public Models {
            models = List.copyOf(models);
        }
    }
}
