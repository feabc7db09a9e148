package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.llmspace.contracts.FailureCode;
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
        String prompt = prompt(task);
        int[] inputs = task.inputIds().isEmpty() ? tokens(prompt, task) : ids(task);
        int top = Parameters.notNegative("top_n_tokens", task.topNTokens(), 0);
        var order = new Generation.Order(cut(inputs, task), Boolean.TRUE.equals(task.parameters().stream()), details(task),
                details(task) ? top : 0);
        ObjectNode asked = asked(task);
        boolean adds = asked.path("max_new_tokens").asInt(1) != 0;
        if (!adds) {
            asked.remove("max_new_tokens");
        }
        var generator = new TextGenerator(model, GenerationConfig.of(model, task.taskName(), asked), null, !chat);
        String before = chat || Boolean.FALSE.equals(task.returnFullText()) ? "" : prompt;
        return adds ? new Generation(generator, order, texts -> shape(task, before, generator, order, texts))
                : Answering.whole(() -> shape(task, before, generator, order, List.of(nothing(order))));
    }

    private String prompt(TextGeneration task) {
        if (!task.messages().isEmpty()) {
            return new ChatPrompt(task.messages(), task.tools(), task.chatTemplateKwargs(), true).render(model);
        }
        return task.inputIds().isEmpty() ? String.valueOf(task.inputs()) : tokenizer.decode(ids(task), false, false);
    }

    private int[] ids(TextGeneration task) {
        int[] ids = task.inputIds().stream().mapToInt(Integer::intValue).toArray();
        TokenizePipeline.check("input_ids", ids, tokenizer);
        return ids;
    }

    /// Who wants no more tokens wants to know what the model thinks of those that there are.
    private static Generated nothing(Generation.Order order) {
        return new Generated("", Generated.Finish.LENGTH, order.inputs().length, List.of(), 0);
    }

    private static boolean details(TextGeneration task) {
        return Boolean.TRUE.equals(task.details()) || Boolean.TRUE.equals(task.decoderInputDetails());
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
        return tokenizer.encode(prompt, EncodeOptions.defaults().withSpecialTokens(begins)).ids();
    }

    private static int[] cut(int[] ids, TextGeneration task) {
        int most = Parameters.positive("truncate", task.truncate(), Integer.MAX_VALUE);
        return ids.length > most ? Arrays.copyOfRange(ids, ids.length - most, ids.length) : ids;
    }

    /// The best of all texts has those with it that are not the answer.
    private static PipelineOutput shape(TextGeneration task, String before, TextGenerator generator, Generation.Order order,
            List<Generated> texts) {
        int asked = generator.returned();
        List<Generated.Token> prefill = prefill(task, generator, order);
        List<GeneratedText> all = texts.stream().map(text -> new GeneratedText(before + text.text(),
                text.finish().name().toLowerCase(Locale.ROOT), text.promptTokens(), text.tokens().size(), generator.seed(),
                prefill.stream().map(Generation::token).toList(), Generation.rivals(prefill),
                order.details() ? text.tokens().stream().map(Generation::token).toList() : List.of(),
                order.details() ? Generation.rivals(text.tokens()) : List.of(), List.of()))
                .toList();
        if (asked >= all.size()) {
            return new GeneratedTexts(all);
        }
        List<GeneratedText> answers = new ArrayList<>(all.subList(0, asked));
        answers.set(0, answers.getFirst().bestOf(all.subList(asked, all.size())));
        return new GeneratedTexts(answers);
    }

    /// The tokens of the inputs, if they were asked for.
    private static List<Generated.Token> prefill(TextGeneration task, TextGenerator generator, Generation.Order order) {
        return Boolean.TRUE.equals(task.decoderInputDetails()) ? generator.prefill(order.inputs(), order.top()) : List.of();
    }
}
