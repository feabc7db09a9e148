package org.llmspace.chat.provider;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.Usage;

import com.fasterxml.jackson.databind.JsonNode;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;

/// An answer that LangChain4j pushes, as a stream that is pulled: a virtual thread calls the model, and waits while its
/// reader is behind.
final class LangChain4jStream implements ModelStream {

    private static final Logger LOG = Logger.getLogger(LangChain4jStream.class);
    private static final int AHEAD = 64;

    private sealed interface Item {
        record Event(ModelEvent event) implements Item {
        }

        record Problem(ProviderException exception) implements Item {
        }
    }

    private final String provider;
    private final ProviderHttp connection;
    private final Consumer<StreamingChatResponseHandler> model;
    private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(AHEAD);
    private @Nullable Thread calling;
    private volatile boolean abandoned;

    /// @param connection what to close when nobody wants the answer any more
    /// @param model calls the model; returns when the answer is complete
    LangChain4jStream(String provider, ProviderHttp connection, Consumer<StreamingChatResponseHandler> model) {
        this.provider = provider;
        this.connection = connection;
        this.model = model;
        connection.onRefusal(text -> put(new Item.Event(new ModelEvent.Refusal(text))));
    }

    @Override
    public ModelEvent next() {
        if (calling == null) {
            calling = Thread.ofVirtual().name("calls-" + provider).start(this::call);
        }
        try {
            return switch (items.take()) {
                case Item.Event(ModelEvent event) -> event;
                case Item.Problem(ProviderException problem) -> throw problem;
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderException.of(FailureCode.INTERNAL, "stopped while waiting for " + provider);
        }
    }

    /// The caller's thread may wait for a reader that is gone, so what waits is thrown away.
    @Override
    public void close() {
        abandoned = true;
        connection.close();
        items.clear();
        items.offer(new Item.Problem(ProviderException.of(FailureCode.INTERNAL, "the stream is closed")));
    }

    private void call() {
        try {
            model.accept(new Handler());
        } catch (RuntimeException e) {
            put(new Item.Problem(problem(e)));
        }
    }

    private void put(Item item) {
        try {
            if (!abandoned) {
                items.put(item);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProviderException problem(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProviderException exception) {
                return exception;
            }
        }
        LOG.errorf(thrown, "calling %s failed", provider);
        return ProviderException.of(FailureCode.INTERNAL, "chat-service could not call " + provider + "; its log says why");
    }

    private final class Handler implements StreamingChatResponseHandler {

        private final Set<Integer> begunCalls = new HashSet<>();

        @Override
        public void onPartialResponse(String text) {
            List<JsonNode> logprobs = connection.logprobs();
            if (!logprobs.isEmpty()) {
                put(new Item.Event(new ModelEvent.LogProbs(logprobs)));
            }
            put(new Item.Event(new ModelEvent.Text(text)));
        }

        @Override
        public void onPartialThinking(PartialThinking thinking) {
            put(new Item.Event(new ModelEvent.Reasoning(thinking.text())));
        }

        @Override
        public void onPartialToolCall(PartialToolCall piece) {
            boolean first = begunCalls.add(piece.index());
            put(new Item.Event(new ModelEvent.ToolPiece(piece.index(), first ? piece.id() : null,
                    first ? piece.name() : null, piece.partialArguments())));
        }

        @Override
        public void onCompleteToolCall(CompleteToolCall call) {
            ToolExecutionRequest request = call.toolExecutionRequest();
            put(new Item.Event(new ModelEvent.CallTool(new ToolCall(request.id(),
                    new ToolCall.FunctionCall(request.name(), request.arguments())))));
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            FinishReason reason = response.finishReason();
            put(reason == null
                    ? new Item.Problem(ProviderException.of(FailureCode.PROVIDER_FAILED,
                            "%s ended its answer in the middle; try again".formatted(provider)))
                    : new Item.Event(new ModelEvent.End(wireName(reason), usage(response.tokenUsage()), List.of())));
        }

        @Override
        public void onError(Throwable error) {
            put(new Item.Problem(problem(error)));
        }
    }

    private static String wireName(FinishReason reason) {
        return switch (reason) {
            case STOP, OTHER -> "stop";
            case LENGTH -> "length";
            case TOOL_EXECUTION -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
        };
    }

    private static Usage usage(@Nullable TokenUsage usage) {
        if (usage == null) {
            return Usage.UNKNOWN;
        }
        int cached = 0;
        int reasoning = 0;
        if (usage instanceof OpenAiTokenUsage detailed) {
            cached = detailed.inputTokensDetails() == null ? 0 : number(detailed.inputTokensDetails().cachedTokens());
            reasoning = detailed.outputTokensDetails() == null ? 0
                    : number(detailed.outputTokensDetails().reasoningTokens());
        }
        int prompt = number(usage.inputTokenCount());
        int completion = number(usage.outputTokenCount());
        return new Usage(prompt, completion, cached, reasoning, prompt + completion, null);
    }

    private static int number(@Nullable Integer count) {
        return count == null ? 0 : count;
    }
}
