package org.llmspace.chat.turn;

import java.time.Duration;
import java.util.List;

import org.llmspace.chat.provider.ModelCall;
import org.llmspace.chat.provider.ModelEvent;
import org.llmspace.chat.provider.ModelStream;
import org.llmspace.chat.provider.Providers;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;

/// One call of a model, with a span and a timer of its own, in the words of OpenTelemetry's conventions for generative AI.
final class ObservedStream implements ModelStream {

    private static final AttributeKey<List<String>> FINISH_REASONS = AttributeKey
            .stringArrayKey("gen_ai.response.finish_reasons");

    private final ModelStream stream;
    private final MeterRegistry registry;
    private final String model;
    private final boolean prompts;
    private final Span span;
    private final long began = System.nanoTime();
    private final StringBuilder said = new StringBuilder();
    private boolean first = true;

    /// @param model for metrics, whose tags must be few
    /// @param prompts whether the span shows what is said
    ObservedStream(ModelStream stream, Providers.Choice choice, ModelCall call, Tracer tracer, MeterRegistry registry,
            String model, boolean prompts) {
        this.stream = stream;
        this.registry = registry;
        this.model = model;
        this.prompts = prompts;
        this.span = tracer.spanBuilder("chat " + choice.id()).setSpanKind(SpanKind.CLIENT)
                .setAttribute("gen_ai.operation.name", "chat").setAttribute("gen_ai.provider.name", choice.provider().name())
                .setAttribute("gen_ai.request.model", choice.model()).startSpan();
        if (call.options().temperature() != null) {
            span.setAttribute("gen_ai.request.temperature", call.options().temperature());
        }
        if (call.options().maxTokens() != null) {
            span.setAttribute("gen_ai.request.max_tokens", call.options().maxTokens());
        }
        if (prompts) {
            String told = json(call.messages());
            span.setAttribute("gen_ai.input.messages", told);
            TurnMetrics.LOG.infof("%s is told: %s", choice.id(), told);
        }
    }

    @Override
    public ModelEvent next() {
        try {
            ModelEvent event = stream.next();
            switch (event) {
                case ModelEvent.Text(String text) -> begins(text);
                case ModelEvent.Refusal(String text) -> begins(text);
                case ModelEvent.LogProbs _ -> begins("");
                case ModelEvent.Reasoning _ -> begins("");
                case ModelEvent.ToolPiece _ -> begins("");
                case ModelEvent.CallTool _ -> begins("");
                case ModelEvent.Progress _ -> span.addEvent("gen_ai.waiting");
                case ModelEvent.Switched(String other) -> span.setAttribute("gen_ai.response.model", other);
                case ModelEvent.End end -> end(end);
            }
            return event;
        } catch (RuntimeException e) {
            span.setStatus(StatusCode.ERROR).setAttribute("error.type", e.getClass().getSimpleName());
            stop("failed");
            throw e;
        }
    }

    @Override
    public void close() {
        stream.close();
    }

    private void begins(String text) {
        if (first) {
            first = false;
            span.addEvent("gen_ai.first_token");
            timer("gen_ai.client.operation.time_to_first_chunk").record(Duration.ofNanos(System.nanoTime() - began));
        }
        if (prompts) {
            said.append(text);
        }
    }

    private void end(ModelEvent.End end) {
        span.setAttribute(FINISH_REASONS, List.of(end.finishReason()))
                .setAttribute("gen_ai.usage.input_tokens", end.usage().promptTokens())
                .setAttribute("gen_ai.usage.output_tokens", end.usage().completionTokens());
        if (end.usage().costUsd() != null) {
            span.setAttribute("gen_ai.usage.cost", end.usage().costUsd());
        }
        if (prompts) {
            span.setAttribute("gen_ai.output.messages", said.toString());
            TurnMetrics.LOG.infof("%s says: %s", model, said);
        }
        stop("completed");
    }

    private void stop(String outcome) {
        span.end();
        Timer.builder("gen_ai.client.operation.duration").tag("gen_ai.request.model", model)
                .tag("gen_ai.operation.name", "chat").tag("outcome", outcome).register(registry)
                .record(Duration.ofNanos(System.nanoTime() - began));
    }

    private Timer timer(String name) {
        return Timer.builder(name).tag("gen_ai.request.model", model).register(registry);
    }

    private static String json(Object value) {
        try {
            return EventCodec.json().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("messages cannot be written as JSON", e);
        }
    }
}
