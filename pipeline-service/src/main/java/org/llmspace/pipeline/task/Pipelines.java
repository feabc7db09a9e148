package org.llmspace.pipeline.task;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.PipelineTask.AutomaticSpeechRecognition;
import org.llmspace.contracts.pipeline.PipelineTask.Detokenize;
import org.llmspace.contracts.pipeline.PipelineTask.DownloadModel;
import org.llmspace.contracts.pipeline.PipelineTask.FeatureExtraction;
import org.llmspace.contracts.pipeline.PipelineTask.FillMask;
import org.llmspace.contracts.pipeline.PipelineTask.Forward;
import org.llmspace.contracts.pipeline.PipelineTask.ImageClassification;
import org.llmspace.contracts.pipeline.PipelineTask.ImageToText;
import org.llmspace.contracts.pipeline.PipelineTask.ListModels;
import org.llmspace.contracts.pipeline.PipelineTask.LoadModel;
import org.llmspace.contracts.pipeline.PipelineTask.QuestionAnswering;
import org.llmspace.contracts.pipeline.PipelineTask.SentenceSimilarity;
import org.llmspace.contracts.pipeline.PipelineTask.Summarization;
import org.llmspace.contracts.pipeline.PipelineTask.Text2TextGeneration;
import org.llmspace.contracts.pipeline.PipelineTask.TextClassification;
import org.llmspace.contracts.pipeline.PipelineTask.TextGeneration;
import org.llmspace.contracts.pipeline.PipelineTask.TextToImage;
import org.llmspace.contracts.pipeline.PipelineTask.TextToSpeech;
import org.llmspace.contracts.pipeline.PipelineTask.TokenClassification;
import org.llmspace.contracts.pipeline.PipelineTask.Tokenize;
import org.llmspace.contracts.pipeline.PipelineTask.Translation;
import org.llmspace.contracts.pipeline.PipelineTask.UnloadModel;
import org.llmspace.contracts.pipeline.PipelineTask.ZeroShotClassification;
import org.llmspace.pipeline.generation.TextGenerator;
import org.llmspace.pipeline.model.Download;
import org.llmspace.pipeline.model.Encoder;
import org.llmspace.pipeline.model.LocalVoice;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.model.Models;
import org.llmspace.pipeline.model.SentenceEncoder;
import org.llmspace.pipeline.remote.InferenceProviders;
import org.llmspace.pipeline.remote.RemoteModel;

import io.micrometer.core.instrument.MeterRegistry;

/// Answers calls: picks the pipeline of the task and runs it on the model.
@ApplicationScoped
public class Pipelines {

    /// So long the Hub may think about whether it has a model.
    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

    private final Models models;
    private final InferenceProviders providers;
    private final ModelListing listing;
    private final CallQueue queue;
    private final MeterRegistry meters;

    public Pipelines(Models models, InferenceProviders providers, CallSettings settings, MeterRegistry meters) {
        this.models = models;
        this.providers = providers;
        this.listing = new ModelListing(models, providers);
        this.queue = new CallQueue(settings, meters);
        this.meters = meters;
    }

    /// The replies to a call, [PipelineReply.Started] first, [PipelineReply.Completed] last. They are worked out while
    /// the stream is read; interrupting its reader stops the work. The caller closes the stream.
    ///
    /// @throws PipelineException if the call is refused
    public Stream<PipelineReply> run(PipelineRequest.Call call) {
        String name = name(call);
        Replies replies = new Replies(name, call.task(), arriving(call.task(), name));
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(replies, Spliterator.ORDERED), false)
                .onClose(replies::close);
    }

    private Optional<Download> arriving(PipelineTask<?> task, String name) {
        boolean needsFiles = !(task instanceof ListModels || task instanceof UnloadModel)
                && RemoteModel.named(name).isEmpty();
        return needsFiles ? models.arriving(name) : Optional.empty();
    }

    private String name(PipelineRequest.Call call) {
        if (call.task() instanceof ListModels) {
            return "llm-space";
        }
        return call.model() == null ? models.defaultFor(call.task().taskName()) : call.model();
    }

    /// A model, wherever it is.
    ///
    /// @throws RuntimeException if the name is none
    public ModelDescription describe(String model) {
        return RemoteModel.named(model).map(remote -> ModelListing.remote(remote, providers))
                .orElseGet(() -> ModelListing.description(models.entry(model)));
    }

    /// Begins to bring a model here, and says how far that is.
    ///
    /// @throws RuntimeException if it turns out at once that it cannot be had
    public ModelDescription beginDownload(String model) {
        Download download = arriving(new DownloadModel(), model).orElse(null);
        if (download != null) {
            download.awaitBegun(FIRST_LOOK);
            if (download.isDone()) {
                download.folder(); // says why if it failed
            }
        }
        return describe(model);
    }

    /// The task that a model is made for, by the Hub's name.
    public String taskOf(String model) {
        Optional<RemoteModel> remote = RemoteModel.named(model);
        if (remote.isPresent()) {
            return providers.taskOf(remote.get());
        }
        try {
            return models.taskOf(model);
        } catch (ModelException e) {
            return providers.taskOf(elsewhere(model, e));
        }
    }

    /// A model of the Hub that has no ONNX weights, where it can run all the same.
    ///
    /// @throws ModelException if it cannot
    private RemoteModel elsewhere(String model, ModelException reason) {
        if (reason.reason() != ModelException.Reason.NO_ONNX || !providers.isFallback()) {
            throw reason;
        }
        int revision = model.indexOf('@');
        return RemoteModel.of(revision < 0 ? model : model.substring(0, revision));
    }

    /// The replies of one call, each worked out when it is asked for.
    private final class Replies implements Iterator<PipelineReply> {

        private String name;
        private final PipelineTask<?> task;
        private final long start = System.nanoTime();
        private long begin;
        private boolean started;
        private boolean completed;
        private String outcome = "cancelled";
        private final @Nullable Arrival arrival;
        private CallQueue.@Nullable Place place;
        private @Nullable RemoteModel remote;
        private @Nullable Model model;
        private @Nullable Answering answering;

        /// Whoever waits for a model takes no place from those who have theirs.
        Replies(String name, PipelineTask<?> task, Optional<Download> arriving) {
            this.name = name;
            this.task = task;
            this.remote = RemoteModel.named(name).orElse(null);
            this.arrival = arriving.map(download -> new Arrival(name, download)).orElse(null);
            this.place = arrival == null ? queue.enter() : null;
        }

        @Override
        public boolean hasNext() {
            return !completed;
        }

        @Override
        public PipelineReply next() {
            try {
                return following();
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException e) {
                outcome = Failures.code(e).wireName();
                throw e;
            } catch (OutOfMemoryError e) {
                outcome = FailureCode.CONTENT_TOO_LARGE.wireName();
                throw e;
            }
        }

        private PipelineReply following() {
            if (!started) {
                started = true;
                return new PipelineReply.Started(name);
            }
            if (answering == null) {
                PipelineReply step = arriving();
                if (step != null) {
                    return step;
                }
                place = place == null ? queue.enter() : place;
                answering = begin();
            }
            PipelineReply more = answering.more();
            return more == null ? complete(answering) : more;
        }

        private PipelineReply.@Nullable Progress arriving() {
            try {
                return arrival == null ? null : arrival.next();
            } catch (ModelException e) {
                remote = elsewhere(name, e);
                return null;
            }
        }

        private Answering begin() {
            if (remote != null) {
                return beginAt(remote);
            }
            try {
                return beginHere();
            } catch (ModelException e) {
                return beginAt(elsewhere(name, e));
            }
        }

        private Answering beginHere() {
            begin = System.nanoTime();
            return switch (task) {
                case ListModels list -> Answering.whole(() -> listing.run(list));
                case DownloadModel _ -> Answering.whole(() -> listing.downloaded(name));
                case LoadModel _ -> Answering.whole(() -> listing.load(name));
                case UnloadModel _ -> Answering.whole(() -> listing.unload(name));
                case TextToSpeech text when LocalVoice.named(name).isPresent() ->
                    Answering.whole(() -> TextToSpeechPipeline.speak(LocalVoice.named(name).orElseThrow(), text));
                case PipelineTask<?> other -> beginOn(models.enter(name), other);
            };
        }

        private Answering beginAt(RemoteModel elsewhere) {
            name = elsewhere.name();
            begin = System.nanoTime();
            return new RemotePipeline(providers, elsewhere).start(task);
        }

        private Answering beginOn(Model entered, PipelineTask<?> other) {
            model = entered;
            begin = System.nanoTime();
            return answer(entered, other);
        }

        private PipelineReply complete(Answering answer) {
            PipelineOutput output = answer.output();
            completed = true;
            outcome = "completed";
            count(answer.generatedTokens());
            return new PipelineReply.Completed(name, output, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        }

        private void count(int tokens) {
            if (tokens > 0) {
                meters.counter("llmspace.generation.tokens", "task", task.taskName()).increment(tokens);
                meters.summary("llmspace.generation.tokens.per.second", "task", task.taskName())
                        .record(tokens / ((System.nanoTime() - begin) / 1e9));
            }
        }

        void close() {
            if (answering != null) {
                answering.close();
            }
            if (model != null) {
                model.leave();
            }
            if (place != null) {
                place.close();
            }
            meters.timer("llmspace.calls", "task", task.taskName(), "outcome", outcome)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private Answering answer(Model model, PipelineTask<?> task) {
        return switch (task) {
            case TextGeneration generation -> new TextGenerationPipeline(model).start(generation);
            case Text2TextGeneration generation -> new Text2TextPipeline(model).start(generation);
            case Summarization summarization when TextGenerator.encodes(model) ->
                new Text2TextPipeline(model).start(summarization);
            case Summarization summarization ->
                Answering.whole(() -> new ExtractiveSummary(new SentenceEncoder(model)).run(summarization));
            case Translation translation -> new Text2TextPipeline(model).start(translation);
            case TextClassification classification ->
                Answering.whole(() -> new TextClassificationPipeline(new Encoder(model)).run(classification));
            case TokenClassification classification ->
                Answering.whole(() -> new TokenClassificationPipeline(new Encoder(model)).run(classification));
            case QuestionAnswering question ->
                Answering.whole(() -> QuestionAnsweringPipeline.of(model, models).run(question));
            case FillMask mask -> Answering.whole(() -> new FillMaskPipeline(new Encoder(model)).run(mask));
            case ZeroShotClassification zeroShot ->
                Answering.whole(() -> new ZeroShotClassificationPipeline(model, models).run(zeroShot));
            case FeatureExtraction extraction ->
                Answering.whole(() -> new FeatureExtractionPipeline(new SentenceEncoder(model)).run(extraction));
            case SentenceSimilarity similarity ->
                Answering.whole(() -> new SentenceSimilarityPipeline(new SentenceEncoder(model)).run(similarity));
            case ImageClassification classification ->
                Answering.whole(() -> new ImageClassificationPipeline(model).run(classification));
            case ImageToText image -> new ImageToTextPipeline(model).start(image);
            case AutomaticSpeechRecognition speech ->
                Answering.whole(() -> SpeechRecognitionPipeline.hear(model, speech));
            case TextToSpeech text -> Answering.whole(() -> new TextToSpeechPipeline(model).run(text));
            case TextToImage _ -> throw remoteOnly(model, task);
            case Tokenize tokenize -> Answering.whole(() -> new TokenizePipeline(model).run(tokenize));
            case Detokenize detokenize -> Answering.whole(() -> new TokenizePipeline(model).run(detokenize));
            case Forward forward -> Answering.whole(() -> new ForwardPipeline(model, forward).run(forward));
            case ListModels _ -> throw new IllegalStateException("is answered without a model");
            case DownloadModel _ -> throw new IllegalStateException("is answered without a model");
            case LoadModel _ -> throw new IllegalStateException("is answered without a model");
            case UnloadModel _ -> throw new IllegalStateException("is answered without a model");
        };
    }

    private static ModelException remoteOnly(Model model, PipelineTask<?> task) {
        return new ModelException(ModelException.Reason.WRONG_TASK,
                "%s does not run here for %s; that needs the remote backend".formatted(model.name(), task.taskName()));
    }
}
