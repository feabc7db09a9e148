package org.llmspace.web.endpoint;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

/// All that can be called, in the order of the pages. The index of an endpoint is Gradio's `fn_index`.
@ApplicationScoped
public class Endpoints {

    private static final ChatEndpoint CHAT = new ChatEndpoint();
    private static final List<TaskGroup> GROUPS = List.of(Tasks.UNDERSTANDING, WritingTasks.WRITING, Tasks.MEANING,
            MediaTasks.SEEING_AND_HEARING, ModelTasks.TOKENS);
    private static final List<Endpoint> PIPELINES = Stream.concat(GROUPS.stream(), Stream.of(ModelTasks.MODELS))
            .flatMap(group -> group.endpoints().stream()).toList();
    private static final List<Endpoint> ALL = Stream.concat(Stream.of(CHAT), PIPELINES.stream()).toList();

    public List<Endpoint> all() {
        return ALL;
    }

    public ChatEndpoint chat() {
        return CHAT;
    }

    /// All but the chat.
    public List<Endpoint> pipelines() {
        return PIPELINES;
    }

    /// The pipelines that have a page each, those that belong together side by side.
    public List<TaskGroup> groups() {
        return GROUPS;
    }

    /// @param name with or without a leading slash
    public Optional<Endpoint> named(String name) {
        String bare = name.startsWith("/") ? name.substring(1) : name;
        return ALL.stream().filter(endpoint -> endpoint.name().equals(bare)).findFirst();
    }

    /// Like [#named], and also what only the pages use.
    public Optional<Endpoint> known(String name) {
        return named(name).or(() -> ChatTaskEndpoint.ALL.stream().filter(task -> task.name().equals(name)).findFirst());
    }

    public Optional<Endpoint> at(int index) {
        return IntStream.range(0, ALL.size()).filter(i -> i == index).mapToObj(ALL::get).findFirst();
    }
}
