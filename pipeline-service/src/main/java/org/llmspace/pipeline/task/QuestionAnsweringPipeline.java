package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput.Answer;
import org.llmspace.contracts.pipeline.PipelineOutput.Answers;
import org.llmspace.contracts.pipeline.PipelineTask.QuestionAnswering;
import org.llmspace.pipeline.model.Encoder;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.Models;
import org.llmspace.pipeline.tensor.Tensor;
import org.llmspace.pipeline.tokenizer.EncodeOptions;
import org.llmspace.pipeline.tokenizer.Encoding;
import org.llmspace.pipeline.tokenizer.Span;
import org.llmspace.pipeline.tokenizer.Truncation;

/// Where in a context the answer to a question is. A long context is read in windows that overlap.
final class QuestionAnsweringPipeline {

    private static final int MAX_SEQ_LEN = 384;
    private static final int MAX_STRIDE = 128;
    private static final int MAX_QUESTION_LEN = 64;
    private static final int MAX_ANSWER_LEN = 15;
    private static final int CANDIDATES = 20;

    private final Encoder encoder;
    private final Model model;
    private final @Nullable SentencePrior prior;

    QuestionAnsweringPipeline(Encoder encoder) {
        this(encoder, null);
    }

    private QuestionAnsweringPipeline(Encoder encoder, @Nullable SentencePrior prior) {
        this.encoder = encoder;
        this.model = encoder.model();
        this.prior = prior;
    }

    /// A model whose files name a sentence encoder gets its help.
    static QuestionAnsweringPipeline of(Model model, Models models) {
        return new QuestionAnsweringPipeline(new Encoder(model), SentencePrior.of(model, models));
    }

    Answers run(QuestionAnswering task) {
        if (task.question().isBlank() || task.context().isBlank()) {
            throw PipelineException.invalid("question-answering needs a 'question' and a 'context' that are not empty");
        }
        int top = Parameters.positive("top_k", task.topK(), 1);
        int longest = Parameters.positive("max_answer_len", task.maxAnswerLen(), MAX_ANSWER_LEN);
        Map<Span, Answer> answers = new LinkedHashMap<>();
        double noAnswer = 1;
        List<Encoding> windows = windows(task);
        List<Map<String, Tensor>> outputs = encoder.forward(windows);
        for (int i = 0; i < windows.size(); i++) {
            Encoding window = windows.get(i);
            AnswerSpans spans = spans(window, outputs.get(i));
            noAnswer = Math.min(noAnswer, spans.noAnswer());
            for (AnswerSpans.Scored span : spans.best(prior == null ? top : Math.max(top, CANDIDATES), longest)) {
                add(answers, answer(window, span, task));
            }
        }
        List<Answer> all = new ArrayList<>(
                prior == null ? answers.values() : prior.weighed(List.copyOf(answers.values()), task));
        if (Boolean.TRUE.equals(task.handleImpossibleAnswer())) {
            all.add(new Answer("", noAnswer, 0, 0));
        }
        all.sort(Comparator.comparingDouble(Answer::score).reversed());
        return new Answers(all.subList(0, Math.min(top, all.size())));
    }

    private List<Encoding> windows(QuestionAnswering task) {
        int length = Math.min(Parameters.positive("max_seq_len", task.maxSeqLen(), MAX_SEQ_LEN), encoder.maxTokens());
        int stride = Parameters.notNegative("doc_stride", task.docStride(), Math.min(length / 2, MAX_STRIDE));
        String question = shortened(task.question(),
                Parameters.positive("max_question_len", task.maxQuestionLen(), MAX_QUESTION_LEN));
        int room = length - model.tokenizer().encode(question, "").size();
        if (stride >= room) {
            throw PipelineException.invalid(
                    "Beside the question, %d tokens are left for the context, and 'doc_stride' is %d; shorten the question, or use a larger 'max_seq_len' or a smaller 'doc_stride'"
                            .formatted(room, stride));
        }
        Encoding first = model.tokenizer().encode(question, task.context(), EncodeOptions.defaults()
                .with(Truncation.to(length).with(Truncation.Strategy.ONLY_SECOND).withStride(stride)));
        List<Encoding> windows = new ArrayList<>(List.of(first));
        windows.addAll(first.overflowing());
        return windows;
    }

    private String shortened(String question, int tokens) {
        Encoding encoding = model.tokenizer().encode(question, EncodeOptions.defaults().withSpecialTokens(false));
        return encoding.size() <= tokens ? question : question.substring(0, encoding.end(tokens - 1));
    }

    private AnswerSpans spans(Encoding window, Map<String, Tensor> outputs) {
        double[] start = Numbers.doubles(encoder.output(outputs, 2, "start_logits").values());
        double[] end = Numbers.doubles(encoder.output(outputs, 2, "end_logits").values());
        return new AnswerSpans(Numbers.finite(start, model.name()), Numbers.finite(end, model.name()),
                window.sequenceIds());
    }

    private static Answer answer(Encoding window, AnswerSpans.Scored span, QuestionAnswering task) {
        int from = span.start();
        int to = span.end();
        if (!Boolean.FALSE.equals(task.alignToWords())) {
            while (sameWord(window, from, from - 1)) {
                from--;
            }
            while (sameWord(window, to, to + 1)) {
                to++;
            }
        }
        List<Span> offsets = window.codePointOffsets();
        return new Answer(task.context().substring(window.start(from), window.end(to)), span.score(),
                offsets.get(from).start(), offsets.get(to).end());
    }

    private static boolean sameWord(Encoding window, int token, int other) {
        return other >= 0 && other < window.size() && window.sequenceIds()[other] == 1
                && window.wordIds()[other] == window.wordIds()[token];
    }

    private static void add(Map<Span, Answer> answers, Answer answer) {
        Span place = new Span(answer.start(), answer.end());
        @Nullable
        Answer known = answers.get(place);
        if (known == null || known.score() < answer.score()) {
            answers.put(place, answer);
        }
    }
}
