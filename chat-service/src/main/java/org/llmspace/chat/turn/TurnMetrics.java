package org.llmspace.chat.turn;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.llmspace.chat.provider.ModelCall;
import org.llmspace.chat.provider.ModelStream;
import org.llmspace.chat.provider.Providers;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.Usage;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;

/// Counts turns, their tokens and their time, in the words of OpenTelemetry's conventions for generative AI.
@Singleton
class TurnMetrics {

    static final Logger LOG = Logger.getLogger(ChatTurns.class);

    /// What Prometheus tells apart of the time to the first token, so that it can say how long nineteen of twenty wait.
    private static final Duration[] FIRST_TOKENS = Stream.of(100, 250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000)
            .map(Duration::ofMillis).toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Providers providers;
    private final Tracer tracer;
    private final TurnSettings settings;

    TurnMetrics(MeterRegistry registry, Providers providers, OpenTelemetry telemetry, TurnSettings settings) {
        this.registry = registry;
        this.providers = providers;
        this.tracer = telemetry.getTracer("org.llmspace.chat");
        this.settings = settings;
    }

    /// A call of a model that is seen in traces and metrics.
    ModelStream observed(ModelStream stream, Providers.Choice choice, ModelCall call) {
        return new ObservedStream(stream, choice, call, tracer, registry, providers.metricName(choice.id()),
                settings.prompts());
    }

    /// Starts the clock of a turn.
    Clock start() {
        return new Clock();
    }

    /// The times of one turn.
    final class Clock {

        private final long began = System.nanoTime();
        private String model = "none";
        private boolean first = true;

        void note(ChatReply reply) {
            switch (reply) {
                case ChatReply.Started(String answering) -> begin(answering);
                case ChatReply.Delta _ -> noteFirst();
                case ChatReply.ToolDelta _ -> noteFirst();
                case ChatReply.ToolCalled _ -> noteFirst();
                case ChatReply.Progress _ -> {
                }
                case ChatReply.Completed completed -> {
                    noteTokens(completed.usage());
                    noteEnd("completed");
                }
                case ChatReply.Failed failed -> noteEnd(failed.failure().code().wireName());
                case ChatReply.Cancelled _ -> noteEnd("cancelled");
                case ChatReply.Answered _ -> noteEnd("answered");
                case ChatReply.TurnAccepted _ -> {
                }
                case ChatReply.Prepared _ -> {
                }
                case ChatReply.Planned _ -> {
                }
                case ChatReply.Used _ -> {
                }
                case ChatReply.Compared _ -> {
                }
                case ChatReply.ToolReturned returned -> noteTool(returned);
                case ChatReply.Cited _ -> {
                }
            }
        }

        private void begin(String answering) {
            model = providers.metricName(answering);
            Span.current().setAttribute("gen_ai.operation.name", "chat").setAttribute("gen_ai.response.model", answering);
        }

        private void noteFirst() {
            if (first) {
                first = false;
                Timer.builder("gen_ai.server.time_to_first_token").tag("gen_ai.request.model", model)
                        .serviceLevelObjectives(FIRST_TOKENS).register(registry)
                        .record(Duration.ofNanos(System.nanoTime() - began));
            }
        }

        private void noteTool(ChatReply.ToolReturned returned) {
            Duration took = Duration.ofMillis(returned.durationMs());
            Timer.builder("gen_ai.execute_tool.duration").tag("gen_ai.tool.name", returned.name())
                    .tag("outcome", returned.error() ? "failed" : "completed").register(registry).record(took);
            Instant now = Instant.now();
            Span span = tracer.spanBuilder("execute_tool " + returned.name()).setStartTimestamp(now.minus(took))
                    .setAttribute("gen_ai.operation.name", "execute_tool").setAttribute("gen_ai.tool.name", returned.name())
                    .setAttribute("gen_ai.tool.call.id", returned.callId()).startSpan();
            if (returned.error()) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end(now);
        }

        private void noteTokens(Usage usage) {
            tokens("input").record(usage.promptTokens());
            tokens("output").record(usage.completionTokens());
            Span.current().setAttribute("gen_ai.usage.input_tokens", usage.promptTokens())
                    .setAttribute("gen_ai.usage.output_tokens", usage.completionTokens());
            if (usage.costUsd() != null) {
                Span.current().setAttribute("gen_ai.usage.cost", usage.costUsd());
                DistributionSummary.builder("gen_ai.client.cost").baseUnit("usd").tag("gen_ai.request.model", model)
                        .register(registry).record(usage.costUsd());
            }
        }

        private DistributionSummary tokens(String type) {
            return DistributionSummary.builder("gen_ai.client.token.usage").tag("gen_ai.request.model", model)
                    .tag("gen_ai.token.type", type).register(registry);
        }

        private void noteEnd(String outcome) {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            Timer.builder("gen_ai.server.request.duration").tag("gen_ai.request.model", model).tag("outcome", outcome)
                    .register(registry).record(took);
            LOG.infof("turn %s by %s after %d ms", outcome, model, took.toMillis());
        }
    }
}
