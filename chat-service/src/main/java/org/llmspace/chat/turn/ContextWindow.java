package org.llmspace.chat.turn;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import org.llmspace.chat.assistant.AssistedTurn;
import org.llmspace.chat.provider.Capabilities;
import org.llmspace.chat.provider.ModelCall;
import org.llmspace.chat.provider.ProviderException;
import org.llmspace.chat.provider.Providers;
import org.llmspace.chat.provider.TokenCounter;
import org.llmspace.chat.provider.TokenCounters;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatResult.KeptMessage;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.ContextReport;
import org.llmspace.contracts.chat.ContextReport.Dropped;
import org.llmspace.contracts.chat.Role;

/// Counts what a turn puts into its model's window before it is sent. Of a conversation that is kept here, the oldest exchanges
/// are left out until it fits; a conversation that the caller holds is refused, since only the caller knows what can go.
@Singleton
class ContextWindow {

    /// A turn that fits, and what was left out of it.
    record Fitted(AssistedTurn turn, ContextReport report) {
    }

    /// What a chat's format adds to each message, and to all of them.
    private static final int PER_MESSAGE = 4;
    private static final int PER_CALL = 3;
    /// What pictures take, roughly; it depends on their size.
    private static final int PER_IMAGE = 765;
    private static final int MOST_RESERVED = 4_096;
    /// Estimates may be low.
    private static final double MARGIN = 1.1;
    private static final int PREVIEW = 80;
    private static final String WHY = "the conversation is longer than the model's window; the oldest messages go first";

    private final Providers providers;
    private final TokenCounters counters;

    ContextWindow(Providers providers, TokenCounters counters) {
        this.providers = providers;
        this.counters = counters;
    }

    /// Whether it is worth counting: a text has fewer tokens than bytes, so that most turns fit at a glance.
    boolean mayOverflow(Providers.Choice choice, ModelCall call) {
        Integer window = providers.capabilities(choice).contextWindow();
        long bytes = call.messages().stream().mapToLong(message -> 4L * length(message) + PER_MESSAGE).sum()
                + call.evidence().stream().mapToLong(passage -> 4L * passage.passage().length() + 100).sum()
                + 4L * call.options().tools().toString().length();
        return window != null && bytes + reserved(call, providers.capabilities(choice)) > window;
    }

    /// @param call what would be sent
    /// @throws ProviderException if it cannot be made to fit
    Fitted fit(Providers.Choice choice, AssistedTurn turn, ModelCall call) {
        Fitted fitted = look(choice, turn, call);
        ContextReport report = fitted.report();
        Integer window = report.window();
        int answer = call.options().maxTokens() == null ? 1 : call.options().maxTokens();
        if (window != null && report.tokens() + answer > window) {
            throw ProviderException.of(FailureCode.CONTEXT_LENGTH_EXCEEDED,
                    ("%s takes %d tokens, prompt and answer together; this request has %d (counted by: %s)%s. Shorten the "
                            + "messages, or choose a model with a larger window.").formatted(report.model(), window,
                                    report.tokens(),
                                    report.counter(), call.options().maxTokens() == null ? "" : " and asks for " + answer));
        }
        return fitted;
    }

    /// The same without refusing.
    Fitted look(Providers.Choice choice, AssistedTurn turn, ModelCall call) {
        Capabilities known = providers.capabilities(choice);
        TokenCounter counter = counters.of(choice);
        int reserved = reserved(call, known);
        int tokens = PER_CALL + counter.count(evidence(call)) + counter.count(tools(call));
        for (ChatMessage message : call.messages()) {
            tokens += count(counter, message);
        }
        AssistedTurn kept = turn;
        List<Dropped> dropped = new ArrayList<>();
        Integer window = known.contextWindow();
        while (window != null && !kept.past().isEmpty() && tokens * margin(counter) + reserved > window) {
            int gone = firstExchange(kept.past());
            for (KeptMessage message : kept.past().subList(0, gone)) {
                int count = count(counter, message.message());
                dropped.add(new Dropped(message.id(), message.message().role(), count, preview(message.message()), WHY));
                tokens -= count;
            }
            kept = kept.without(gone);
        }
        return new Fitted(kept, new ContextReport(choice.id(), tokens, window, reserved, counter.name(), dropped));
    }

    private static double margin(TokenCounter counter) {
        return counter.name().equals(TokenCounter.ESTIMATE) ? MARGIN : 1;
    }

    /// A question, and all that was said until the next one.
    private static int firstExchange(List<KeptMessage> past) {
        int end = 1;
        while (end < past.size() && past.get(end).message().role() != Role.USER) {
            end++;
        }
        return end;
    }

    private static int reserved(ModelCall call, Capabilities known) {
        Integer asked = call.options().maxTokens();
        if (asked != null) {
            return asked;
        }
        int most = known.maxOutputTokens() == null ? MOST_RESERVED : Math.min(MOST_RESERVED, known.maxOutputTokens());
        return known.contextWindow() == null ? most : Math.min(most, known.contextWindow() / 4);
    }

    private static int count(TokenCounter counter, ChatMessage message) {
        int tokens = PER_MESSAGE + counter.count(message.text());
        for (Content part : message.content()) {
            tokens += part instanceof Content.Image ? PER_IMAGE : 0;
        }
        return message.toolCalls().isEmpty() ? tokens : tokens + counter.count(message.toolCalls().toString());
    }

    private static long length(ChatMessage message) {
        long images = message.content().stream().filter(Content.Image.class::isInstance).count();
        return message.text().length() + message.toolCalls().toString().length() + images * PER_IMAGE;
    }

    private static String evidence(ModelCall call) {
        return call.evidence().isEmpty() ? "" : call.evidencePrompt();
    }

    private static String tools(ModelCall call) {
        return call.options().tools().isEmpty() ? "" : call.options().tools().toString();
    }

    private static String preview(ChatMessage message) {
        String text = message.text().strip();
        return text.length() <= PREVIEW ? text : text.substring(0, PREVIEW) + "...";
    }
}
