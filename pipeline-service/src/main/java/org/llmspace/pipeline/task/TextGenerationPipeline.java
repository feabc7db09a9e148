package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.GeneratedToken;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedText;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedTexts;
import org.llmspace.contracts.pipeline.PipelineTask.TextGeneration;
import org.llmspace.pipeline.generation.Generated;
import org.llmspace.pipeline.generation.GenerationConfig;
import org.llmspace.pipeline.generation.TextGenerator;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.tokenizer.EncodeOptions;
import org.llmspace.pipeline.tokenizer.Tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// How a text goes on.
final class TextGenerationPipeline {

    private final Model model;
    private final Tokenizer tokenizer;

    TextGenerationPipeline(Model model) {
        this.model = model;
        this.tokenizer = model.tokenizer();
    }

    Answering start(TextGeneration task) {
        refuseWhatIsNotOffered(task);
        boolean chat = !task.messages().isEmpty();
        String prompt = chat
                ? new ChatPrompt(task.messages(), task.tools(), task.chatTemplateKwargs(), true).render(model)
                : String.valueOf(task.inputs());
        int[] inputs = tokens(prompt, task);
        boolean details = Boolean.TRUE.equals(task.details());
        int top = details ? Parameters.notNegative("top_n_tokens", task.topNTokens(), 0) : 0;
        var config = GenerationConfig.of(model, task.taskName(), asked(task));
        TextGenerator generator = new TextGenerator(model, config, null, !chat);
        var order = new Generation.Order(inputs, Boolean.TRUE.equals(task.parameters().stream()), details, top);
        String before = chat || Boolean.FALSE.equals(task.returnFullText()) ? "" : prompt;
        return new Generation(generator, order,
                texts -> shape(task, before, generator.returned(), generator.seed(), prefill(task, generator, inputs),
                        texts));
    }

    private static ObjectNode asked(TextGeneration task) {
        ObjectNode asked = Generation.asked(task.parameters());
        if (task.grammar() != null) {
            asked.set("grammar", task.grammar());
        }
        task.logitBias().forEach((id, bias) -> asked.withObject("logit_bias").put(id.toString(), bias));
        return asked;
    }

    private void refuseWhatIsNotOffered(TextGeneration task) {
        if (TextGenerator.encodes(model)) {
            throw new ModelException(ModelException.Reason.WRONG_TASK,
                    "%s reads its inputs with an encoder; use text2text-generation".formatted(model.name()));
        }
        refuse(task.adapterId() != null, "adapter_id", "name the model that has the adapter merged");
        refuse(Boolean.TRUE.equals(task.watermark()), "watermark", "leave it out");
    }

    private static void refuse(boolean asked, String name, String instead) {
        if (asked) {
            throw new PipelineException(FailureCode.UNSUPPORTED, "'%s' is not offered; %s".formatted(name, instead));
        }
    }

    /// With the special tokens that a whole text gets, unless the model's files forbid them, as Python does; a chat template
    /// puts them in itself.
    private int[] tokens(String prompt, TextGeneration task) {
        boolean begins = task.messages().isEmpty() && model.json("tokenizer_config.json")
                .map(json -> json.path("add_bos_token").asBoolean(true) || json.path("add_eos_token").asBoolean()).orElse(true);
        int[] ids = tokenizer.encode(prompt, EncodeOptions.defaults().withSpecialTokens(begins)).ids();
        int most = Parameters.positive("truncate", task.truncate(), Integer.MAX_VALUE);
        return ids.length > most ? Arrays.copyOfRange(ids, ids.length - most, ids.length) : ids;
    }

    /// @param asked how many texts are the answer; the best of all has the others with it
    private static PipelineOutput shape(TextGeneration task, String before, int asked, @Nullable Long seed,
            List<GeneratedToken> prefill, List<Generated> texts) {
        boolean details = Boolean.TRUE.equals(task.details());
        List<GeneratedText> all = texts.stream().map(text -> new GeneratedText(before + text.text(),
                text.finish().name().toLowerCase(Locale.ROOT), text.promptTokens(), text.tokens().size(), seed, prefill,
                details ? text.tokens().stream().map(Generation::token).toList() : List.of(),
                details ? Generation.rivals(text.tokens()) : List.of()))
                .toList();
        if (asked >= all.size()) {
            return new GeneratedTexts(all);
        }
        List<GeneratedText> answers = new ArrayList<>(all.subList(0, asked));
        answers.set(0, answers.getFirst().bestOf(all.subList(asked, all.size())));
        return new GeneratedTexts(answers);
    }

    /// The tokens of the inputs, if they were asked for.
    private List<GeneratedToken> prefill(TextGeneration task, TextGenerator generator, int[] inputs) {
        if (!Boolean.TRUE.equals(task.details()) || !Boolean.TRUE.equals(task.decoderInputDetails())) {
            return List.of();
        }
        double[] logprobs = generator.logprobs(inputs);
        return IntStream.range(0, inputs.length).mapToObj(i -> new GeneratedToken(inputs[i],
                tokenizer.decode(new int[] { inputs[i] }, false, false), i == 0 ? null : logprobs[i],
                tokenizer.isSpecial(inputs[i]))).toList();
    }
}
