package org.llmspace.pipeline.inference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineOutput.Answers;
import org.llmspace.contracts.pipeline.PipelineOutput.Classification;
import org.llmspace.contracts.pipeline.PipelineOutput.DecodedText;
import org.llmspace.contracts.pipeline.PipelineOutput.Embeddings;
import org.llmspace.contracts.pipeline.PipelineOutput.Entities;
import org.llmspace.contracts.pipeline.PipelineOutput.FilledMasks;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedText;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedTexts;
import org.llmspace.contracts.pipeline.PipelineOutput.Image;
import org.llmspace.contracts.pipeline.PipelineOutput.Models;
import org.llmspace.contracts.pipeline.PipelineOutput.Similarities;
import org.llmspace.contracts.pipeline.PipelineOutput.Speech;
import org.llmspace.contracts.pipeline.PipelineOutput.Summaries;
import org.llmspace.contracts.pipeline.PipelineOutput.Tensors;
import org.llmspace.contracts.pipeline.PipelineOutput.Tokens;
import org.llmspace.contracts.pipeline.PipelineOutput.Transcript;
import org.llmspace.contracts.pipeline.PipelineOutput.Translations;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.PipelineTask.ImageToText;
import org.llmspace.contracts.pipeline.PipelineTask.TextClassification;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// An output without the fields that only Kafka needs, as the Hub's API returns it.
final class HubShape {

    private HubShape() {
    }

    /// The answer to one request, which is a list if its inputs were one.
    ///
    /// @param python whether the Hub's client for Python asks
    static Object of(PipelineTask<?> task, List<PipelineOutput> outputs, boolean batch, boolean python) {
        if (task instanceof TextClassification) {
            return outputs.stream().map(HubShape::of).toList(); // nested even for one text; the Hub's client insists
        }
        if (task instanceof ImageToText && !batch && !python && outputs.getFirst() instanceof GeneratedTexts captions) {
            return of(captions.texts().getFirst()); // no list; the Hub's client for JavaScript insists
        }
        if (outputs.getFirst() instanceof Embeddings embeddings) {
            return batch ? embeddings.vectors() : embeddings.vectors().getFirst();
        }
        if (outputs.getFirst() instanceof Summaries || outputs.getFirst() instanceof Translations) {
            return outputs.stream().flatMap(output -> ((List<?>) of(output)).stream()).toList();
        }
        return batch ? outputs.stream().map(HubShape::of).toList() : of(outputs.getFirst());
    }

    /// The image or the sound that is the whole answer; null if it is something else.
    static @Nullable Media media(PipelineOutput output) {
        return switch (output) {
            case Speech(var audio, var _) -> audio;
            case Image(var image) -> image;
            case PipelineOutput _ -> null;
        };
    }

    private static Object bare(PipelineOutput output) {
        return EventCodec.json().<ObjectNode> valueToTree(output).without("kind");
    }

    private static Object of(PipelineOutput output) {
        return switch (output) {
            case Classification classification -> classification.labels();
            case Entities entities -> entities.entities();
            case Answers answers -> answers.answers().size() == 1 ? answers.answers().getFirst() : answers.answers();
            case FilledMasks filled -> filled.masks().size() == 1 ? filled.masks().getFirst() : filled.masks();
            case Embeddings embeddings -> embeddings.vectors();
            case Similarities similarities -> similarities.scores();
            case GeneratedTexts generated -> generated.texts().stream().map(HubShape::of).toList();
            case Summaries summaries -> summaries.summaries();
            case Translations translations -> translations.translations();
            case Models models -> models.models();
            case Transcript(var text, var chunks) ->
                chunks.isEmpty() ? Map.of("text", text) : Map.of("text", text, "chunks", chunks);
            case Speech speech -> bare(speech);
            case Image image -> bare(image);
            case Tokens tokens -> bare(tokens);
            case DecodedText text -> bare(text);
            case Tensors tensors -> bare(tensors);
        };
    }

    private static Map<String, Object> of(GeneratedText text) {
        return text.tokens().isEmpty() ? Map.of("generated_text", text.generatedText())
                : Map.of("generated_text", text.generatedText(), "details", details(text));
    }

    private static Map<String, Object> sequence(GeneratedText text) {
        Map<String, Object> sequence = details(text);
        sequence.put("generated_text", text.generatedText());
        return sequence;
    }

    private static Map<String, Object> details(GeneratedText text) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("finish_reason", text.finishReason());
        details.put("generated_tokens", text.generatedTokens());
        details.put("prefill", text.prefill());
        details.put("tokens", text.tokens());
        if (text.seed() != null) {
            details.put("seed", text.seed());
        }
        if (!text.bestOfSequences().isEmpty()) {
            details.put("best_of_sequences", text.bestOfSequences().stream().map(HubShape::sequence).toList());
        }
        if (!text.topTokens().isEmpty()) {
            details.put("top_tokens", text.topTokens());
        }
        return details;
    }
}
