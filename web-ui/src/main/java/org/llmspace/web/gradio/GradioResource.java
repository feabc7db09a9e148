package org.llmspace.web.gradio;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.web.call.Caller;
import org.llmspace.web.call.Events;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.guard.Site;
import org.llmspace.web.upload.Uploads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.smallrye.common.annotation.RunOnVirtualThread;

/// The routes of Gradio's protocol `sse_v3`.
@Path("/")
@RunOnVirtualThread
public class GradioResource {

    private static final String API = "gradio_api/";
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration KNOWN_WITHIN = Duration.ofMillis(500);
    private static final Duration DIRECT_CALL = Duration.ofMinutes(5);

    private final GradioDescription description;
    private final Endpoints endpoints;
    private final OpenCalls calls;
    private final Uploads uploads;
    private final Site site;
    private final ObjectMapper json;
    private final AtomicBoolean started = new AtomicBoolean();

    GradioResource(GradioDescription description, Endpoints endpoints, OpenCalls calls, Uploads uploads, Site site,
            ObjectMapper json) {
        this.description = description;
        this.endpoints = endpoints;
        this.calls = calls;
        this.uploads = uploads;
        this.site = site;
        this.json = json;
    }

    /// What is asked by `queue/join`, `run` and `call`; unknown fields are the page's own and say nothing to us.
    ///
    /// @param fnIndex the position of the endpoint in `dependencies`
    record Join(@Nullable List<JsonNode> data, @Nullable Integer fnIndex, @Nullable String sessionHash) {

        static Join of(JsonNode body) {
            List<JsonNode> data = new ArrayList<>();
            body.path("data").forEach(data::add);
            return new Join(body.path("data").isArray() ? data : null,
                    body.path("fn_index").isInt() ? body.path("fn_index").intValue() : null,
                    body.path("session_hash").textValue());
        }

        Inputs inputs(Endpoint endpoint) {
            return Inputs.ofList(endpoint.parameters(), data == null ? List.of() : data);
        }
    }

    /// @param deepLink what [#deepLink] gave; null if the page is opened without
    @GET
    @Path("config")
    public Map<String, @Nullable Object> config(@QueryParam("deep_link") @Nullable String deepLink)
            throws InterruptedException {
        String state = deepLink == null ? "none" : calls.await(deepLink, KNOWN_WITHIN).isPresent() ? "valid" : "invalid";
        return description.config(site.user().orElse(null), state);
    }

    /// What leads others to the latest answer of a session: `/?deep_link=` and this.
    @GET
    @Path(API + "deep_link")
    @Produces(MediaType.APPLICATION_JSON)
    public Response deepLink(@QueryParam("session_hash") @Nullable String session) {
        List<OpenCall> asked = session == null ? List.of() : calls.ofSession(String.valueOf(site.own(session)));
        if (asked.isEmpty()) {
            throw new GradioException(404, "Nothing has been asked in this session yet, so there is nothing to link to.");
        }
        return Response.ok(TextNode.valueOf(asked.getLast().id())).build();
    }

    @GET
    @Path(API + "info")
    public Map<String, Object> info() {
        return description.info(site.url());
    }

    @GET
    @Path(API + "app_id")
    public Map<String, Integer> appId() {
        return Map.of("app_id", description.appId());
    }

    @GET
    @Path(API + "startup-events")
    @Produces(MediaType.APPLICATION_JSON)
    public boolean startupEvents() {
        return started.compareAndSet(false, true);
    }

    /// Who has logged in; null if nobody needs to.
    @GET
    @Path(API + "{route: user|token}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response user() {
        return Response.ok(site.user().<JsonNode> map(TextNode::valueOf).orElse(NullNode.instance)).build();
    }

    /// Whoever has to log in first does not get here.
    @GET
    @Path(API + "login_check")
    @Produces(MediaType.APPLICATION_JSON)
    public boolean loginCheck() {
        return true;
    }

    @GET
    @Path(API + "queue/status")
    public Map<String, @Nullable Object> queueStatus() {
        return Messages.estimation(null, null, calls.countOpen(), null);
    }

    @POST
    @Path(API + "queue/join")
    @Consumes(MediaType.WILDCARD)
    public Map<String, String> join(String body) {
        Join join = Join.of(parse(body));
        if (join.sessionHash() == null || join.sessionHash().isBlank()) {
            throw GradioException.badRequest("Session hash not found.");
        }
        Integer index = join.fnIndex();
        if (index == null) {
            throw GradioException.badRequest("No function index provided.");
        }
        Endpoint endpoint = endpoints.at(index)
                .orElseThrow(() -> GradioException.badRequest("There is no function with index %d.".formatted(index)));
        return eventId(calls.open(endpoint, join.inputs(endpoint), Caller.ofSession(site.own(join.sessionHash()))));
    }

    @GET
    @Path(API + "queue/data")
    public Response data(@QueryParam("session_hash") String session) {
        if (session == null || session.isBlank()) {
            throw GradioException.badRequest("Session hash not found.");
        }
        return new SessionStream(String.valueOf(site.own(session)), calls, site.url(), json).response();
    }

    @POST
    @Path(API + "call/{name}")
    @Consumes(MediaType.WILDCARD)
    public Map<String, String> call(@PathParam("name") String name, String body) {
        Endpoint endpoint = named(name);
        Join join = Join.of(parse(body));
        return eventId(calls.open(endpoint, join.inputs(endpoint), Caller.ofSession(site.own(join.sessionHash()))));
    }

    @POST
    @Path(API + "call/v2/{name}")
    @Consumes(MediaType.WILDCARD)
    public Map<String, String> callByName(@PathParam("name") String name, String body) {
        Endpoint endpoint = named(name);
        return eventId(calls.open(endpoint, Inputs.named(endpoint.parameters(), parse(body)), Caller.ofSession(null)));
    }

    @GET
    @Path(API + "call/{name}/{event}")
    public Response event(@PathParam("name") String name, @PathParam("event") String event) {
        return new EventStream(event, name, calls, site.url(), json).response();
    }

    @GET
    @Path(API + "call/v2/{name}/{event}")
    public Response eventOfV2(@PathParam("name") String name, @PathParam("event") String event) {
        return event(name, event);
    }

    /// Answers in one response; the JavaScript client comes here only for endpoints without a queue, of which there are
    /// none, but people with curl do.
    @POST
    @Path(API + "{route: run|api}/{name}")
    @Consumes(MediaType.WILDCARD)
    public Response run(@PathParam("name") String name, String body) throws InterruptedException {
        Endpoint endpoint = named(name);
        Join join = Join.of(parse(body));
        OpenCall call = calls.open(endpoint, join.inputs(endpoint), Caller.ofSession(site.own(join.sessionHash())));
        call.markDelivered();
        calls.awaitEnd(call, DIRECT_CALL);
        Answer answer = call.answer();
        Failure failure = answer.failure();
        if (failure != null) {
            return Response.status(500).entity(Map.of("error", failure.message())).build();
        }
        if (!answer.ended()) {
            return Response.status(504).entity(Map.of("error", "No answer yet; use the queue for long calls.")).build();
        }
        return Response.ok(Messages.output(Messages.data(call, answer, site.url()), false, answer.durationMs() / 1000.0,
                calls.averageSeconds(endpoint).orElse(null)))
                .build();
    }

    /// What an upload has told of itself, on whichever replica it arrives.
    @GET
    @Path(API + "upload_progress")
    public Response uploadProgress(@QueryParam("upload_id") @Nullable String id) throws InterruptedException {
        UploadProgress progress = new UploadProgress(uploads.shared("upload " + id), json);
        return progress.begun() ? progress.response()
                : Response.status(404).type(MediaType.TEXT_PLAIN)
                        .entity("Upload not found").build();
    }

    @POST
    @Path(API + "cancel")
    @Consumes(MediaType.WILDCARD)
    public Map<String, Boolean> cancel(String body) throws InterruptedException {
        JsonNode cancel = parse(body);
        String event = cancel.path("event_id").asText("");
        Optional<OpenCall> call = calls.await(event, KNOWN_WITHIN);
        String session = site.own(cancel.path("session_hash").textValue());
        if (call.isPresent() && !call.get().session().equals(session == null ? event : session)) {
            throw new GradioException(403, "This event belongs to another session.");
        }
        call.ifPresent(open -> calls.cancel(open, "cancelled by the client"));
        return Map.of("success", true);
    }

    @POST
    @Path(API + "reset")
    @Consumes(MediaType.WILDCARD)
    public Map<String, Boolean> reset(String body) {
        return Map.of("success", true);
    }

    /// Never ends by itself: the Python client asks again at once when it does.
    @GET
    @Path(API + "heartbeat/{session}")
    public Response heartbeat(@PathParam("session") String session) {
        Events events = out -> {
            new EventBytes(out, json).text("ALIVE");
            return Optional.of(HEARTBEAT);
        };
        return events.response();
    }

    private Endpoint named(String name) {
        return endpoints.named(name).orElseThrow(() -> new GradioException(404,
                "There is no endpoint '%s'; GET /gradio_api/info lists them.".formatted(name)));
    }

    private JsonNode parse(String body) {
        try {
            JsonNode parsed = json.readTree(body);
            if (parsed instanceof ObjectNode) {
                return parsed;
            }
        } catch (IOException e) {
            // said below
        }
        throw GradioException.badRequest("The body must be a JSON object.");
    }

    private static Map<String, String> eventId(OpenCall call) {
        return Map.of("event_id", call.id());
    }
}
