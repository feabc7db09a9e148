package org.llmspace.chat.messaging;

import java.util.Map;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.Envelope;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;

/// Continues the trace of a request for as long as its turn runs.
@Singleton
class TurnTrace {

    private static final TextMapGetter<Map<String, String>> HEADERS = new TextMapGetter<>() {

        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    private final OpenTelemetry telemetry;

    TurnTrace(OpenTelemetry telemetry) {
        this.telemetry = telemetry;
    }

    void during(Envelope request, Runnable work) {
        Map<String, String> headers = request.traceparent() == null ? Map.of()
                : Map.of("traceparent", request.traceparent());
        Context parent = telemetry.getPropagators().getTextMapPropagator().extract(Context.root(), headers, HEADERS);
        Span span = telemetry.getTracer("org.llmspace.chat").spanBuilder("chat turn").setSpanKind(SpanKind.CONSUMER)
                .setParent(parent).setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.message.conversation_id", request.correlationId()).startSpan();
        try (Scope _ = span.makeCurrent()) {
            work.run();
        } finally {
            span.end();
        }
    }
}
