package org.llmspace.web.space;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.web.call.Caller;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;
import org.llmspace.web.endpoint.ChatTaskEndpoint;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.words.Words;

/// Asks chat-service what pages show besides answers: documents, passages, kept conversations.
@ApplicationScoped
class ChatTasks {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final OpenCalls calls;

    ChatTasks(OpenCalls calls) {
        this.calls = calls;
    }

    /// What a task was answered with.
    ///
    /// @param problem why there is no result, for people; empty if there is one
    record Outcome(Optional<ChatResult> result, String problem) {

        <T extends ChatResult> Optional<T> as(Class<T> kind) {
            return result.filter(kind::isInstance).map(kind::cast);
        }
    }

    /// Begins a task, of which nobody but its owner is told.
    OpenCall open(ChatTaskEndpoint task, String owner, Map<String, String> inputs) {
        Map<String, String> all = new LinkedHashMap<>(inputs);
        all.put(ChatTaskEndpoint.OWNER, owner);
        return calls.open(task, Inputs.ofForm(all), new Caller(null, List.of(), "{}"));
    }

    /// Waits some seconds for the answer.
    Outcome ask(ChatTaskEndpoint task, String owner, Map<String, String> inputs) throws InterruptedException {
        OpenCall call = open(task, owner, inputs);
        calls.awaitEnd(call, PATIENCE);
        Answer answer = call.answer();
        var failure = answer.failure();
        return new Outcome(ChatTaskEndpoint.result(answer), failure != null ? failure.message()
                : answer.ended() ? "" : Words.say("chat_away_now"));
    }
}
