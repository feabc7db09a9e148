package org.llmspace.chat.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.chat.provider.Providers.Choice;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.Usage;

/// An answer that is asked for again as long as nothing of it has come: of the same model when that may help, then of the
/// models to fall back to. After the first token what fails has failed.
final class PatientStream implements ModelStream {

    private static final Logger LOG = Logger.getLogger(PatientStream.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final List<Choice> candidates;
    private final ModelCall call;
    private final ModelKnowledge knowledge;
    private final int retries;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable ModelStream open;
    private List<String> warnings = List.of();
    private Capabilities capabilities = Capabilities.UNKNOWN;
    private int candidate;
    private int tries;
    private boolean begun;

    /// @param candidates the model that is asked for, then those to fall back to
    PatientStream(List<Choice> candidates, ModelCall call, ModelKnowledge knowledge, int retries) {
        this.candidates = List.copyOf(candidates);
        this.call = call;
        this.knowledge = knowledge;
        this.retries = retries;
    }

    @Override
    public ModelEvent next() {
        while (true) {
            try {
                ModelStream stream = open;
                ModelEvent event = (stream == null ? open() : stream).next();
                begun |= begins(event);
                return event instanceof ModelEvent.End end ? ended(end) : event;
            } catch (ProviderException e) {
                if (begun || closed.getCount() == 0) {
                    throw e;
                }
                abandon();
                if (!again(e)) {
                    return new ModelEvent.Switched(fallBack(e).id());
                }
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        abandon();
    }

    private void abandon() {
        ModelStream stream = open;
        open = null;
        if (stream != null) {
            stream.close();
        }
    }

    private ModelStream open() {
        Choice choice = candidates.get(candidate);
        capabilities = knowledge.of(choice.provider(), choice.model());
        Fitting.Fitted fitted = Fitting.of(call.with(choice.model()), choice.id(), capabilities);
        warnings = fitted.warnings();
        ModelStream stream = choice.provider().open(fitted.call());
        open = stream;
        if (closed.getCount() == 0) {
            stream.close();
        }
        return stream;
    }

    /// Whether to ask the same model again, after a pause; false also if nobody waits any more.
    private boolean again(ProviderException problem) {
        Choice choice = candidates.get(candidate);
        if (problem.parameter().isPresent()
                && knowledge.refused(choice.provider(), choice.model(), problem.parameter().orElseThrow())) {
            return true;
        }
        boolean mayHelp = problem.failure().retryable() && problem.failure().code() != FailureCode.TIMEOUT;
        if (!mayHelp || tries >= retries || !pause(problem)) {
            return false;
        }
        tries++;
        LOG.infof("%s, trying again (%d)", problem.getMessage(), tries);
        return true;
    }

    private boolean pause(ProviderException problem) {
        Duration pause = problem.retryAfter().orElse(Duration.ofMillis(500L << tries));
        try {
            return pause.compareTo(LONGEST_PAUSE) <= 0 && !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Choice fallBack(ProviderException problem) {
        boolean othersMayAnswer = switch (problem.failure().code()) {
            case RATE_LIMITED, OVERLOADED, PROVIDER_FAILED, TIMEOUT, MODEL_UNAVAILABLE, MODEL_NOT_FOUND, AUTHENTICATION -> true;
            case INVALID_REQUEST, CONTEXT_LENGTH_EXCEEDED, CONTENT_TOO_LARGE, UNSUPPORTED, EXPIRED, INTERNAL -> false;
        };
        if (!othersMayAnswer || closed.getCount() == 0 || candidate + 1 >= candidates.size()) {
            throw problem;
        }
        candidate++;
        tries = 0;
        LOG.infof("%s, falling back to %s", problem.getMessage(), candidates.get(candidate).id());
        return candidates.get(candidate);
    }

    private ModelEvent ended(ModelEvent.End end) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(end.warnings());
        if (candidate > 0) {
            all.add("%s did not answer; %s did".formatted(candidates.getFirst().id(), candidates.get(candidate).id()));
        }
        Usage usage = end.usage();
        Price price = capabilities.price();
        boolean counted = usage.totalTokens() > 0;
        return new ModelEvent.End(end.finishReason(),
                price == null || !counted ? usage : usage.withCost(price.of(usage)), all);
    }

    private static boolean begins(ModelEvent event) {
        return switch (event) {
            case ModelEvent.Progress _ -> false;
            case ModelEvent.Switched _ -> false;
            case ModelEvent.Text _ -> true;
            case ModelEvent.Refusal _ -> true;
            case ModelEvent.LogProbs _ -> true;
            case ModelEvent.Reasoning _ -> true;
            case ModelEvent.ToolPiece _ -> true;
            case ModelEvent.CallTool _ -> true;
            case ModelEvent.End _ -> true;
        };
    }
}
