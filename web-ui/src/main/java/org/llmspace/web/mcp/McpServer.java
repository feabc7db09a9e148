package org.llmspace.web.mcp;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.llmspace.web.backend.BackendUnavailableException;
import org.llmspace.web.backend.RequestTooLargeException;
import org.llmspace.web.call.Caller;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.call.TooManyCallsException;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.endpoint.InvalidInputException;

/// What is answered to a message, by whichever transport it came. Nothing is kept between two messages.
@ApplicationScoped
class McpServer {

    static final List<String> VERSIONS = List.of("2025-06-18", "2025-11-25", "2025-03-26", "2024-11-05");
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(2);

    private final Endpoints endpoints;
    private final OpenCalls calls;

    McpServer(Endpoints endpoints, OpenCalls calls) {
        this.endpoints = endpoints;
        this.calls = calls;
    }

    /// What a message leads to.
    sealed interface Reply {

        /// An answer.
        record Said(Map<String, Object> message) implements Reply {
        }

        /// A call of a tool, whose result is the answer.
        record Taken(OpenCall call) implements Reply {
        }
    }

    /// Empty for notifications, and for answers to questions that are never asked.
    Optional<Reply> hear(Request request) throws InterruptedException {
        if (!request.message().path("jsonrpc").asText().equals("2.0")) {
            return said(JsonRpc.error(request.id(), JsonRpc.INVALID_REQUEST, "The message must be JSON-RPC 2.0."));
        }
        if (!request.message().has("id") || !request.message().has("method")) {
            cancelIfAsked(request);
            return Optional.empty();
        }
        return switch (request.method()) {
            case "initialize" ->
                said(JsonRpc.result(request.id(), greeting(request.params().path("protocolVersion").asText())));
            case "ping" -> said(JsonRpc.result(request.id(), Map.of()));
            case "tools/list" -> said(JsonRpc.result(request.id(),
                    Map.of("tools", offered(request.tools()).stream().map(Tools::describe).toList())));
            case "tools/call" -> Optional.of(call(request));
            default -> said(JsonRpc.error(request.id(), JsonRpc.METHOD_NOT_FOUND,
                    "There is no method '%s' here.".formatted(request.method())));
        };
    }

    List<Endpoint> offered(Set<String> wanted) {
        return endpoints.all().stream().filter(one -> wanted.isEmpty() || wanted.contains(one.name())).toList();
    }

    private static Optional<Reply> said(Map<String, Object> message) {
        return Optional.of(new Reply.Said(message));
    }

    private static Map<String, Object> greeting(String asked) {
        Map<String, Object> greeting = new LinkedHashMap<>();
        greeting.put("protocolVersion", VERSIONS.contains(asked) ? asked : VERSIONS.getFirst());
        greeting.put("capabilities", Map.of("tools", Map.of("listChanged", false)));
        greeting.put("serverInfo", Map.of("name", "llm-space", "title", "LLM Space", "version", "0.1.0"));
        greeting.put("instructions", "Each tool is a task of this Space: chat, and pipelines in the Hub's words.");
        return greeting;
    }

    private Reply call(Request request) {
        String name = request.params().path("name").asText();
        Optional<Endpoint> endpoint = offered(request.tools()).stream().filter(one -> one.name().equals(name)).findFirst();
        if (endpoint.isEmpty()) {
            return new Reply.Said(JsonRpc.error(request.id(), JsonRpc.INVALID_PARAMS, "Unknown tool: " + name));
        }
        try {
            Inputs inputs = Inputs.named(endpoint.get().parameters(), request.params().path("arguments"));
            return new Reply.Taken(
                    calls.open(endpoint.get(), inputs, new Caller(request.call(request.id()), List.of(), null)));
        } catch (InvalidInputException | RequestTooLargeException | TooManyCallsException | BackendUnavailableException e) {
            return new Reply.Said(JsonRpc.result(request.id(), ToolResult.error(String.valueOf(e.getMessage()))));
        }
    }

    /// The call may have been taken by another replica a moment ago.
    private void cancelIfAsked(Request request) throws InterruptedException {
        String call = request.method().equals("notifications/cancelled") ? request.call(request.params().path("requestId"))
                : null;
        Instant until = Instant.now().plus(KNOWN_WITHIN);
        while (call != null && calls.ofSession(call).isEmpty() && Instant.now().isBefore(until)) {
            Thread.sleep(20);
        }
        if (call != null) {
            calls.ofSession(call).forEach(open -> calls.cancel(open, "cancelled by the client"));
        }
    }
}
