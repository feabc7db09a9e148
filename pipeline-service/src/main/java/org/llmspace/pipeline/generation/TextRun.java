package org.llmspace.pipeline.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.generation.Generated.Finish;
import org.llmspace.pipeline.generation.Generated.Token;
import org.llmspace.pipeline.tokenizer.Tokenizer;

/// One text on its way, token by token; closing it gives the memory of its model back. For one thread, which can be
/// interrupted between tokens and inside a step.
public final class TextRun implements AutoCloseable {

    /// What a text begins with and where it must end.
    ///
    /// @param start the decoder's first tokens
    /// @param before those of them that the text goes on after
    /// @param promptTokens tokens of the inputs
    record Setting(GenerationConfig config, Tokenizer tokenizer, LogitsProcessors processors, int[] start, int[] before,
            int promptTokens, int[] end, int longest, RandomGenerator random, int top) {
    }

    private final Decoder decoder;
    private final Setting setting;
    private final LogitsProcessors processors;
    private final Detokenizer detokenizer;
    private final List<Token> tokens = new ArrayList<>();
    private final long deadline;
    private int[] ids;
    private double logprob;
    private @Nullable Finish finish;

    TextRun(Decoder decoder, Setting setting) {
        this.decoder = decoder;
        this.setting = setting;
        this.processors = setting.processors();
        this.detokenizer = new Detokenizer(setting.tokenizer(), setting.config().stop(), setting.before());
        this.ids = setting.start();
        this.deadline = System.nanoTime() + (long) (setting.config().maxTime() * 1e9);
    }

    /// The next token with the text that is sure by now; null when the text has ended.
    public @Nullable Token more() {
        if (finish != null) {
            return null;
        }
        float[] logits = decoder.logits(new int[][] { ids })[0];
        float[] logprobs = BeamSearch.logprobs(logits);
        processors.apply(ids, logits);
        int id = setting.config().doSample() ? Candidates.of(logits, setting.config()).draw(setting.random())
                : Candidates.likeliest(logits, 1)[0];
        return take(id, logprobs);
    }

    private Token take(int id, float[] logprobs) {
        ids = BeamSearch.longer(ids, id);
        boolean ended = IntStream.of(setting.end()).anyMatch(end -> end == id);
        String text = detokenizer.append(id);
        if (ended) {
            finish = Finish.EOS_TOKEN;
        } else if (detokenizer.stopped()) {
            finish = Finish.STOP_SEQUENCE;
        } else if (ids.length >= setting.longest() || System.nanoTime() > deadline) {
            finish = Finish.LENGTH;
        }
        Token token = new Token(id, finish == null ? text : text + detokenizer.end(), logprobs[id],
                setting.tokenizer().isSpecial(id), TextGenerator.top(setting.tokenizer(), logprobs, setting.top()));
        logprob += logprobs[id];
        tokens.add(token);
        return token;
    }

    /// Goes on to the end.
    ///
    /// @param streamed whether the text must equal the pieces that [#more()] gave, so that nothing is cleaned up
    public Generated finish(boolean streamed) {
        while (finish == null) {
            more();
        }
        boolean asIs = streamed || finish == Finish.STOP_SEQUENCE;
        int[] generated = Arrays.copyOfRange(ids, setting.start().length, ids.length);
        String text = asIs ? detokenizer.text() : setting.config().text(setting.tokenizer(), setting.before(), generated);
        return new Generated(text, finish, setting.promptTokens(), tokens, logprob);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
