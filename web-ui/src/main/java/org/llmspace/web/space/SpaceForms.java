package org.llmspace.web.space;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.backend.ModelDirectory;
import org.llmspace.web.backend.NewCall;
import org.llmspace.web.call.Caller;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.ChatEndpoint;
import org.llmspace.web.endpoint.ChatTaskEndpoint;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Inputs;

/// Fills the forms of the pages, and reads the part of them that carries a conversation.
@ApplicationScoped
public class SpaceForms {

    private static final String CONVERSATION = ChatEndpoint.CONVERSATION;
    private static final String HISTORY = "history";
    private static final String MESSAGE = "message";
    private static final String MODEL = "model";
    private static final Set<String> NO_FIELDS = Set.of(MESSAGE, MODEL, ChatEndpoint.IMAGE);
    private static final int KEPT_INPUT = 30_000;

    private final Endpoints endpoints;
    private final OpenCalls calls;
    private final CallViews views;
    private final ModelDirectory models;
    private final PipelineModels pipelineModels;
    private final History history;

    SpaceForms(Endpoints endpoints, OpenCalls calls, CallViews views, ModelDirectory models,
            PipelineModels pipelineModels, History history) {
        this.endpoints = endpoints;
        this.calls = calls;
        this.views = views;
        this.models = models;
        this.pipelineModels = pipelineModels;
        this.history = history;
    }

    /// @param values what additional inputs begin with
    ChatPage newChat(Map<String, String> values) {
        return chatPage(values, List.of(), "", "");
    }

    /// The chat as it was when a call was taken, with its answer so far.
    ChatPage chat(OpenCall call) {
        Map<String, String> inputs = views.inputs(call);
        List<History.Entry> earlier = history.read(inputs.getOrDefault(HISTORY, ""));
        CallView answer = views.of(call);
        List<ChatPage.Turn> turns = new ArrayList<>(turns(earlier));
        String question = inputs.getOrDefault(MESSAGE, "");
        turns.add(new ChatPage.Turn(question, answer));
        List<History.Entry> said = new ArrayList<>(earlier);
        if (!answer.open() && !answer.text().isEmpty()) {
            said.add(new History.Entry(question, answer.text(), call.id()));
        }
        return new ChatPage(turns, inputs.getOrDefault(CONVERSATION, call.session()), history.write(said), "",
                choices(inputs), models.unusable(), inputs.getOrDefault(MODEL, ""), additional(inputs),
                endpoints.chat().examples(), "");
    }

    /// A question and its answer, as chat-service keeps them.
    ///
    /// @param kept id of the answer
    record Exchanged(String question, String answer, String kept) {
    }

    /// A conversation that chat-service keeps.
    ChatPage kept(String conversation, List<Exchanged> said) {
        List<ChatPage.Turn> turns = said.stream()
                .map(one -> new ChatPage.Turn(one.question(), CallView.kept(one.answer(), one.kept()))).toList();
        List<History.Entry> entries = said.stream()
                .map(one -> new History.Entry(one.question(), one.answer(), "")).toList();
        return new ChatPage(turns, conversation, history.writeLatest(entries), "", choices(Map.of()), models.unusable(), "",
                additional(Map.of()), endpoints.chat().examples(), "");
    }

    /// The chat with a form that could not be taken.
    ChatPage chatAgain(Map<String, String> values, String error) {
        return chatPage(values, history.read(values.getOrDefault(HISTORY, "")), values.getOrDefault(MESSAGE, ""),
                error);
    }

    /// The conversation that a form carries. What a page needs to show it again goes with the call.
    Caller caller(Map<String, String> values) {
        List<History.Entry> earlier = history.read(values.getOrDefault(HISTORY, ""));
        Map<String, String> shown = new LinkedHashMap<>(values);
        shown.remove(ChatEndpoint.IMAGE);
        shown.remove(ChatTaskEndpoint.OWNER);
        shown.put(HISTORY, history.writeLatest(earlier));
        return new Caller(conversation(values), History.exchanges(earlier), Inputs.ofForm(shown).toJson(KEPT_INPUT));
    }

    PipelinePage pipeline(Endpoint endpoint, Map<String, String> values, @Nullable CallView result, String error) {
        return new PipelinePage(endpoint, endpoints.groups(), Field.of(endpoint, values, pipelineModels.of(endpoint)), result,
                error);
    }

    private ChatPage chatPage(Map<String, String> values, List<History.Entry> earlier, String message, String error) {
        return new ChatPage(turns(earlier), conversation(values), history.write(earlier), message, choices(values),
                models.unusable(), values.getOrDefault(MODEL, ""), additional(values),
                endpoints.chat().examples(), error);
    }

    /// The models that can be used now, and the one that an address or a form has chosen.
    private List<String> choices(Map<String, String> values) {
        String chosen = values.getOrDefault(MODEL, "");
        return Stream.concat(models.models().stream().map(ModelDirectory.Model::id),
                Stream.of(chosen).filter(id -> !id.isEmpty())).distinct().toList();
    }

    private List<Field> additional(Map<String, String> values) {
        return Field.of(endpoints.chat(), values, List.of()).stream()
                .filter(field -> !NO_FIELDS.contains(field.parameter().name())).toList();
    }

    private List<ChatPage.Turn> turns(List<History.Entry> earlier) {
        return earlier.stream().map(entry -> new ChatPage.Turn(entry.question(), calls.find(entry.call())
                .filter(call -> call.answer().text().equals(entry.answer())).map(views::of)
                .orElseGet(() -> CallView.remembered(entry.answer())))).toList();
    }

    private static String conversation(Map<String, String> values) {
        String known = values.getOrDefault(CONVERSATION, "");
        return known.matches("[0-9a-f]{32}") ? known : NewCall.newId();
    }
}
