package org.llmspace.pipeline.task;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.PipelineTask.FeatureExtraction;
import org.llmspace.contracts.pipeline.PipelineTask.FillMask;
import org.llmspace.contracts.pipeline.PipelineTask.QuestionAnswering;
import org.llmspace.contracts.pipeline.PipelineTask.SentenceSimilarity;
import org.llmspace.contracts.pipeline.PipelineTask.TextClassification;
import org.llmspace.contracts.pipeline.PipelineTask.TokenClassification;
import org.llmspace.contracts.pipeline.PipelineTask.ZeroShotClassification;
import org.llmspace.pipeline.model.Encoder;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.Models;
import org.llmspace.pipeline.model.SentenceEncoder;

import io.micrometer.core.instrument.MeterRegistry;

/// Answers calls: picks the pipeline of the task and runs it on the model.
@ApplicationScoped
public class Pipelines {

    private final Models models;
    private final CallQueue queue;
    private final MeterRegistry meters;

    public Pipelines(Models models, CallSettings settings, MeterRegistry meters) {
        this.models = models;
        this.queue = new CallQueue(settings.running(), settings.waiting());
        this.meters = meters;
        meters.gauge("llmspace.calls.waiting", queue, CallQueue::waiting);
    }

    /// The replies to a call, [PipelineReply.Started] first, [PipelineReply.Completed] last. They are worked out while
    /// the stream is read; interrupting its reader stops the work. The caller closes the stream.
    ///
    /// @throws PipelineException if the call is refused
    public Stream<PipelineReply> run(PipelineRequest.Call call) {
        String name = call.model() == null ? models.defaultFor(call.task().taskName()) : call.model();
        CallQueue.Place place = queue.enter();
        return Stream.<Supplier<PipelineReply>> of(() -> new PipelineReply.Started(name), () -> complete(name, call.task()))
                .map(Supplier::get)
                .onClose(place::close);
    }

    /// The task that a model is made for, by the Hub's name.
    public String taskOf(String model) {
        return models.get(model).task();
    }

    private PipelineReply.Completed complete(String name, PipelineTask<?> task) {
        long start = System.nanoTime();
        String outcome = "failed";
        try {
            Model model = models.get(name);
            long begin = System.nanoTime();
            PipelineOutput output = answer(model, task);
            outcome = "completed";
            return new PipelineReply.Completed(name, output, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        } finally {
            meters.timer("llmspace.calls", "task", task.taskName(), "outcome", outcome)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private static PipelineOutput answer(Model model, PipelineTask<?> task) {
        return switch (task) {
            case TextClassification classification ->
                new TextClassificationPipeline(new Encoder(model)).run(classification);
            case TokenClassification classification ->
                new TokenClassificationPipeline(new Encoder(model)).run(classification);
            case QuestionAnswering question -> new QuestionAnsweringPipeline(new Encoder(model)).run(question);
            case FillMask mask -> new FillMaskPipeline(new Encoder(model)).run(mask);
            case ZeroShotClassification zeroShot ->
                new ZeroShotClassificationPipeline(model).run(zeroShot);
            case FeatureExtraction extraction ->
                new FeatureExtractionPipeline(new SentenceEncoder(model)).run(extraction);
            case SentenceSimilarity similarity ->
                new SentenceSimilarityPipeline(new SentenceEncoder(model)).run(similarity);
        };
    }
}
