package org.llmspace.chat.provider;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.PipelineCall;
import org.llmspace.chat.backend.PipelineFailedException;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedText;
import org.llmspace.contracts.pipeline.PipelineReply;

/// One answer of pipeline-service, delta by delta.
final class LocalStream implements ModelStream {

    /// How the call is made: with the model's chat template, or where it has none with a transcript.
    interface Start {
        PipelineCall withTemplate();

        PipelineCall withoutTemplate();
    }

    private final Start start;
    private final ProviderSettings.Patience patience;
    private final Queue<ModelEvent> ready = new ArrayDeque<>();
    private volatile @Nullable PipelineCall running;
    private volatile boolean closed;
    private boolean transcript;
    private boolean said;

    LocalStream(Start start, ProviderSettings.Patience patience) {
        this.start = start;
        this.patience = patience;
    }

    @Override
    public ModelEvent next() {
        try {
            while (ready.isEmpty()) {
                PipelineCall call = running;
                read((call == null ? open() : call).next(said ? patience.betweenTokens() : patience.firstToken()));
            }
            return ready.remove();
        } catch (PipelineFailedException e) {
            throw new ProviderException(e.failure());
        }
    }

    @Override
    public void close() {
        closed = true;
        PipelineCall call = running;
        if (call != null) {
            call.close();
        }
    }

    private PipelineCall open() {
        PipelineCall call = transcript ? start.withoutTemplate() : start.withTemplate();
        running = call;
        if (closed) {
            call.close();
        }
        return call;
    }

    private void read(PipelineReply reply) {
        switch (reply) {
            case PipelineReply.CallAccepted _ -> {
            }
            case PipelineReply.Started _ -> {
            }
            case PipelineReply.Progress now ->
                ready.add(new ModelEvent.Progress(now.description(), now.unit(), now.done(), now.total()));
            case PipelineReply.Delta delta -> say(delta.text());
            case PipelineReply.Completed completed -> end(completed.output());
            case PipelineReply.Failed(Failure failure) -> fail(failure);
            case PipelineReply.Cancelled _ ->
                throw ProviderException.of(FailureCode.INTERNAL, "the generation was cancelled");
        }
    }

    private void say(String text) {
        if (!text.isEmpty()) {
            said = true;
            ready.add(new ModelEvent.Text(text));
        }
    }

    private void end(PipelineOutput output) {
        if (!(output instanceof PipelineOutput.GeneratedTexts(List<GeneratedText> texts)) || texts.isEmpty()) {
            throw ProviderException.of(FailureCode.INTERNAL, "pipeline-service answered without a text");
        }
        GeneratedText text = texts.getFirst();
        if (!said) {
            say(text.generatedText());
        }
        ready.add(new ModelEvent.End(text.finishReason().equals("length") ? "length" : "stop",
                Usage.of(text.promptTokens(), text.generatedTokens()),
                transcript ? List.of("the model has no chat template; it went on with a transcript") : List.of()));
    }

    private void fail(Failure failure) {
        if (said || transcript || failure.code() != FailureCode.UNSUPPORTED) {
            throw new ProviderException(failure);
        }
        transcript = true;
        running = null;
    }
}
