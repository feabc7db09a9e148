package org.llmspace.web.space;

import static java.util.Objects.requireNonNullElse;
import static org.llmspace.web.space.Responses.lastValues;
import static org.llmspace.web.space.Responses.page;
import static org.llmspace.web.space.Responses.refused;
import static org.llmspace.web.space.Responses.wantsJson;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.web.backend.BackendUnavailableException;
import org.llmspace.web.backend.ModelDirectory;
import org.llmspace.web.backend.NewCall;
import org.llmspace.web.backend.RequestTooLargeException;
import org.llmspace.web.call.Caller;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.call.TooManyCallsException;
import org.llmspace.web.endpoint.Answer;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.endpoint.InvalidInputException;
import org.llmspace.web.space.component.Measures;

import io.smallrye.common.annotation.RunOnVirtualThread;

/// The page that asks one message in several ways: with other models, system prompts or examples. Each way is a call of its
/// own, so each answer grows, stops and fails by itself.
@Path("/compare")
@RunOnVirtualThread
public class CompareResource {

    private static final int MOST_WAYS = 4;
    private static final int MAX_INPUT = 20_000;
    private static final Duration PAGE_WAITS = Duration.ofSeconds(45);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(3);
    private static final int LOOK_AGAIN_SECONDS = 3;
    private static final List<String> FIELDS = List.of("model", "system_prompt", "examples", "temperature");

    private final Endpoints endpoints;
    private final OpenCalls calls;
    private final CallViews views;
    private final ModelDirectory models;
    private final Frames frames;

    CompareResource(Endpoints endpoints, OpenCalls calls, CallViews views, ModelDirectory models, Frames frames) {
        this.endpoints = endpoints;
        this.calls = calls;
        this.views = views;
        this.models = models;
        this.frames = frames;
    }

    /// @param asked the calls of the ways, in their order
    /// @param wait there if the page should come with the whole answers
    @GET
    @Produces(Responses.HTML)
    public Response compare(@QueryParam("call") List<String> asked, @QueryParam("wait") @Nullable String wait,
            @Context UriInfo uri, @Context HttpHeaders headers) throws InterruptedException {
        List<OpenCall> open = new ArrayList<>();
        for (String id : asked.subList(0, Math.min(MOST_WAYS, asked.size()))) {
            Optional<OpenCall> call = calls.await(id, KNOWN_WITHIN);
            if (wait != null && call.isPresent()) {
                calls.awaitEnd(call.get(), PAGE_WAITS);
            }
            call.ifPresent(open::add);
        }
        ComparePage shown = open.isEmpty() ? refilled(lastValues(uri.getQueryParameters()), "") : shown(open);
        Frame frame = frames.of("compare", headers);
        return page(Pages.compare(wait != null && shown.open() ? frame.refreshing(LOOK_AGAIN_SECONDS) : frame, shown));
    }

    @POST
    @Produces({ Responses.HTML, MediaType.APPLICATION_JSON })
    public Response ask(MultivaluedMap<String, String> form, @Context HttpHeaders headers) {
        Map<String, String> values = lastValues(form);
        try {
            List<OpenCall> open = new ArrayList<>();
            String session = NewCall.newId();
            for (Map<String, String> inputs : inputs(values)) {
                open.add(calls.open(endpoints.chat(), Inputs.ofForm(inputs),
                        new Caller(session, List.of(), Inputs.ofForm(inputs).toJson(MAX_INPUT))));
            }
            String page = frames.root() + "compare?"
                    + open.stream().map(call -> "call=" + call.id()).collect(Collectors.joining("&"));
            return wantsJson(headers)
                    ? Response.ok(Map.of("calls", open.stream().map(OpenCall::id).toList(), "page", page),
                            MediaType.APPLICATION_JSON).build()
                    : Response.seeOther(URI.create(page + "&wait=1")).build();
        } catch (InvalidInputException | RequestTooLargeException | TooManyCallsException
                | BackendUnavailableException e) {
            return refused(e, headers, message -> Pages.compare(frames.of("compare", headers), refilled(values, message)));
        }
    }

    /// The inputs of each way: what is the same for all, and what a field with the way's number says. Of the third way on, only
    /// those that differ from the Space's choice are asked.
    private static List<Map<String, String>> inputs(Map<String, String> values) {
        List<Map<String, String>> all = new ArrayList<>();
        for (int number = 1; number <= MOST_WAYS; number++) {
            Map<String, String> inputs = new LinkedHashMap<>();
            inputs.put("message", values.getOrDefault("message", ""));
            for (String field : FIELDS) {
                inputs.put(field, values.getOrDefault(field + "_" + number, ""));
            }
            if (number <= 2 || inputs.values().stream().skip(1).anyMatch(text -> !text.isBlank())) {
                all.add(inputs);
            }
        }
        return all;
    }

    private ComparePage shown(List<OpenCall> open) {
        String message = open.isEmpty() ? "" : views.inputs(open.getFirst()).getOrDefault("message", "");
        List<ComparePage.Way> ways = new ArrayList<>();
        for (OpenCall call : open) {
            ways.add(way(ways.size() + 1, views.inputs(call), "", views.of(call)));
        }

        while (ways.size() < MOST_WAYS) {
            ways.add(way(ways.size() + 1, Map.of(), "", null));
        }
        return filled(message, ways, "").with(measures(open));
    }

    /// What the answers took; null until all have ended.
    private static @Nullable Measures measures(List<OpenCall> open) {
        return open.isEmpty() || !open.stream().allMatch(OpenCall::ended) ? null
                : Measures.of(open.stream().map(call -> taken(call.answer())).toList());
    }

    private static Measures.Taken taken(Answer answer) {
        Usage usage = answer.usage();
        return new Measures.Taken(requireNonNullElse(answer.model(), ""), answer.durationMs(),
                usage == null ? 0 : usage.totalTokens(), usage == null ? null : usage.costUsd());
    }

    private ComparePage refilled(Map<String, String> values, String error) {
        return filled(values.getOrDefault("message", ""), IntStream.rangeClosed(1, MOST_WAYS)
                .mapToObj(number -> way(number, values, "_" + number, null)).toList(), error);
    }

    private ComparePage filled(String message, List<ComparePage.Way> ways, String error) {
        List<String> choices = Stream.concat(models.models().stream().map(ModelDirectory.Model::id),
                ways.stream().map(ComparePage.Way::model).filter(id -> !id.isEmpty())).distinct().toList();
        return new ComparePage(message, ways, choices, EXAMPLES, null, error);
    }

    private static ComparePage.Way way(int number, Map<String, String> values, String suffix, @Nullable CallView answer) {
        List<String> texts = FIELDS.stream().map(field -> values.getOrDefault(field + suffix, "")).toList();
        return new ComparePage.Way(number, texts.get(0), texts.get(1), texts.get(2), texts.get(3), answer);
    }

    private static final List<ComparePage.Example> EXAMPLES = List.of(
            example("A teacher and a lawyer explain tokens", "message", "What is a token?", "system_prompt_1",
                    "You explain to a curious child, in two sentences.", "system_prompt_2",
                    "You answer precisely, as a contract would define it."),
            example("No, one and several examples", "message", "The soup was cold.", "examples_2",
                    "We loved the garden. => praise", "examples_3",
                    "We loved the garden. => praise\nThe bill was wrong. => complaint\nDo you open on Sunday? => question"),
            example("Without and with temperature", "message", "Name a ship that carries books.", "temperature_1", "0",
                    "temperature_2", "1.5"));

    private static ComparePage.Example example(String title, String... values) {
        List<ComparePage.Value> fields = new ArrayList<>();
        for (int i = 0; i < values.length; i += 2) {
            fields.add(new ComparePage.Value(values[i], values[i + 1]));
        }
        return new ComparePage.Example(title, fields);
    }
}
