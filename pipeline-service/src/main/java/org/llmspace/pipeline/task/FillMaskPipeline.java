package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput.FilledMasks;
import org.llmspace.contracts.pipeline.PipelineOutput.Filling;
import org.llmspace.contracts.pipeline.PipelineTask.FillMask;
import org.llmspace.pipeline.model.Encoder;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.Vectors;
import org.llmspace.pipeline.tokenizer.EncodeOptions;
import org.llmspace.pipeline.tokenizer.Encoding;
import org.llmspace.pipeline.tokenizer.Tokenizer;

/// What fits where the text has the model's mask token.
final class FillMaskPipeline {

    private static final int TOP_K = 5;

    private final Encoder encoder;
    private final Tokenizer tokenizer;

    FillMaskPipeline(Encoder encoder) {
        this.encoder = encoder;
        this.tokenizer = encoder.model().tokenizer();
    }

    FilledMasks run(FillMask task) {
        Encoding encoding = encoder.encode(task.inputs());
        List<Integer> masks = masks(encoding);
        List<Integer> targets = task.targets() == null ? null : targets(task.targets());
        FloatTensor logits = encoder.forward(encoding, 3, "logits");
        int vocabulary = tokenizer.vocabularySize();
        if (logits.dim(2) < Math.min(vocabulary, encoder.model().config().json().path("vocab_size").asInt(vocabulary))) {
            throw wrongTask("answers with %d numbers, not with one for each token".formatted(logits.dim(2)));
        }
        List<List<Filling>> filled = new ArrayList<>();
        for (int mask : masks) {
            int size = logits.dim(2);
            double[] scores = Numbers.finite(Vectors.softmax(Numbers.doubles(logits.values(), mask * size, size)),
                    encoder.model().name());
            int top = Parameters.positive("top_k", task.topK(), TOP_K);
            filled.add(best(scores, targets, top).stream()
                    .map(token -> filling(encoding.ids(), mask, token, scores[token], masks.size() == 1)).toList());
        }
        return new FilledMasks(filled);
    }

    private List<Integer> masks(Encoding encoding) {
        Integer mask = tokenizer.specialId("mask_token");
        if (mask == null) {
            throw wrongTask("has no mask token");
        }
        List<Integer> masks = IntStream.range(0, encoding.size()).filter(i -> encoding.ids()[i] == mask).boxed().toList();
        if (masks.isEmpty()) {
            throw PipelineException.invalid("Mask token (%s) not found in the text; put it where a word is missing"
                    .formatted(tokenizer.idToToken(mask)));
        }
        return masks;
    }

    private ModelException wrongTask(String why) {
        return new ModelException(ModelException.Reason.WRONG_TASK,
                "%s %s; use a masked language model".formatted(encoder.model().name(), why));
    }

    private static List<Integer> best(double[] scores, @Nullable List<Integer> targets, int count) {
        if (targets == null) {
            return Vectors.ranking(scores).subList(0, Math.min(count, scores.length));
        }
        double[] ofTargets = targets.stream().mapToDouble(target -> scores[target]).toArray();
        return Vectors.ranking(ofTargets).stream().limit(count).map(targets::get).toList();
    }

    /// A target that is no token of its own is stood for by its first token.
    private List<Integer> targets(List<String> targets) {
        Set<Integer> ids = new LinkedHashSet<>();
        for (String target : targets) {
            Integer id = tokenizer.tokenToId(target);
            if (id == null) {
                int[] pieces = tokenizer.encode(target, EncodeOptions.defaults().withSpecialTokens(false)).ids();
                id = pieces.length == 0 ? null : pieces[0];
            }
            if (id != null) {
                ids.add(id);
            }
        }
        if (ids.isEmpty()) {
            throw PipelineException.invalid("'targets' has no word that the model knows; name at least one");
        }
        return List.copyOf(ids);
    }

    private Filling filling(int[] ids, int mask, int token, double score, boolean onlyMask) {
        int[] filled = ids.clone();
        filled[mask] = token;
        return new Filling(tokenizer.decode(filled, onlyMask), score, token,
                tokenizer.decode(new int[] { token }, false));
    }
}
