package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.SentenceEncoder;

class LabelHintsTest {

    private static final Model MINILM = BuiltinPipelines.models().get("llm-space/minilm");

    @Test
    void areReadAndMadeVectorsOfOnce() {
        LabelHints hints = MINILM.kept(LabelHints.class, () -> new LabelHints(MINILM, BuiltinPipelines.models()));
        assertThat(MINILM.kept(LabelHints.class, () -> {
            throw new AssertionError("made again");
        })).isSameAs(hints);
        SentenceEncoder encoder = new SentenceEncoder(MINILM);
        assertThat(hints.said("complaint", encoder)).isNotEmpty().isSameAs(hints.said("complaint", encoder));
        assertThat(hints.said("zebra", encoder)).isEmpty();
    }
}
