package org.llmspace.chat.tool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatReply.ToolReturned;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.opentelemetry.context.Context;

/// The tools of one turn, and how much of them is left. What goes wrong in a tool is told to the model, which can try
/// something else.
public final class Toolbox {

    private static final Logger LOG = Logger.getLogger(Toolbox.class);

    /// What a call asks for, however its arguments are written.
    private record Wish(String tool, JsonNode arguments) {

        static Wish of(ToolCall call) {
            String written = call.function().arguments();
            try {
                return new Wish(call.function().name(), EventCodec.json().readTree(written.isBlank() ? "{}" : written));
            } catch (JsonProcessingException e) {
                return new Wish(call.function().name(), TextNode.valueOf(written));
            }
        }
    }

    private final Map<String, Tool> tools = new HashMap<>();
    private final List<Tool> order;
    private final @Nullable Plan plan;
    private final ToolSettings settings;
    private final Map<Wish, String> answered = new HashMap<>();
    private int calls;
    private int rounds;

    /// @param plan of an agent; null if the model works without one
    Toolbox(List<Tool> tools, @Nullable Plan plan, ToolSettings settings) {
        this.order = plan == null ? List.copyOf(tools)
                : Stream.concat(Stream.of(plan), tools.stream()).toList();
        this.plan = plan;
        this.settings = settings;
        order.forEach(tool -> this.tools.put(tool.name(), tool));
    }

    public boolean has(String name) {
        return tools.containsKey(name);
    }

    public Optional<Plan> plan() {
        return Optional.ofNullable(plan);
    }

    /// Whether the model may call tools once more.
    public boolean open() {
        int most = plan == null ? settings.roundsPerTurn() : settings.roundsPerAgent();
        return !tools.isEmpty() && calls < settings.callsPerTurn() && rounds < most;
    }

    /// The tools in OpenAI's shape.
    public List<JsonNode> functions() {
        return order.stream().map(Toolbox::function).toList();
    }

    /// Runs calls side by side; one result for each, in their order. What is asked for twice runs once.
    public List<ToolReturned> run(List<ToolCall> wanted) {
        rounds++;
        wanted.stream().map(call -> call.function().name()).filter(name -> plan != null && !name.equals(plan.name()))
                .findFirst().ifPresent(name -> plan().ifPresent(written -> written.begin(name)));
        Map<Wish, CompletableFuture<ToolReturned>> running = new LinkedHashMap<>();
        List<CompletableFuture<ToolReturned>> ofCalls = new ArrayList<>();
        for (ToolCall call : wanted) {
            ofCalls.add(running.computeIfAbsent(Wish.of(call), wish -> begin(call, wish)));
        }
        List<ToolReturned> results = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            ToolReturned result = ofCalls.get(i).join();
            results.add(
                    new ToolReturned(wanted.get(i).id(), result.name(), result.result(), result.error(), result.durationMs()));
        }
        running.forEach((wish, result) -> answered.put(wish, result.join().result()));
        return results;
    }

    private CompletableFuture<ToolReturned> begin(ToolCall call, Wish wish) {
        String before = answered.get(wish);
        if (before != null) {
            return CompletableFuture.completedFuture(returned(call,
                    "You made this very call before. Its result was: " + before, false, System.nanoTime()));
        }
        if (calls >= settings.callsPerTurn()) {
            return CompletableFuture.completedFuture(returned(call,
                    "No more calls are allowed in this turn. Answer with what you have.", true, System.nanoTime()));
        }
        if (plan == null || !call.function().name().equals(plan.name())) {
            calls++;
        }
        long began = System.nanoTime();
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread worker = Thread.ofVirtual().name("tool-" + call.function().name())
                .start(Context.current().wrap(() -> run(call, result)));
        return result.orTimeout(settings.patience().toMillis(), TimeUnit.MILLISECONDS)
                .handle((text, problem) -> {
                    worker.interrupt();
                    return problem == null ? returned(call, text, false, began)
                            : returned(call, reason(call, problem), true, began);
                });
    }

    private void run(ToolCall call, CompletableFuture<String> result) {
        try {
            Tool tool = tools.get(call.function().name());
            if (tool == null) {
                throw new IllegalArgumentException("there is no tool '%s'".formatted(call.function().name()));
            }
            String json = call.function().arguments().isBlank() ? "{}" : call.function().arguments();
            result.complete(tool.call(EventCodec.json().readTree(json)));
        } catch (JsonProcessingException e) {
            result.completeExceptionally(new IllegalArgumentException("the arguments are no JSON: " + e.getOriginalMessage()));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private String reason(ToolCall call, Throwable problem) {
        Throwable cause = problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause instanceof TimeoutException) {
            return "the tool did not answer within %d seconds".formatted(settings.patience().toSeconds());
        }
        if (cause instanceof IllegalArgumentException) {
            return String.valueOf(cause.getMessage());
        }
        LOG.errorf(cause, "the tool %s failed", call.function().name());
        return "the tool failed";
    }

    private ToolReturned returned(ToolCall call, String text, boolean error, long began) {
        String result = text.length() <= settings.resultChars() ? text
                : text.substring(0, settings.resultChars()) + "\n[cut off]";
        return new ToolReturned(call.id(), call.function().name(), result, error,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    private static JsonNode function(Tool tool) {
        ObjectNode function = EventCodec.json().createObjectNode().put("type", "function");
        try {
            function.putObject("function").put("name", tool.name()).put("description", tool.description())
                    .set("parameters", EventCodec.json().readTree(tool.parameters()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema of %s is no JSON".formatted(tool.name()), e);
        }
        return function;
    }
}
