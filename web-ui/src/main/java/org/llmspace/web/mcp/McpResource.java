package org.llmspace.web.mcp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.backend.BackendUnavailableException;
import org.llmspace.web.backend.NewCall;
import org.llmspace.web.backend.RequestTooLargeException;
import org.llmspace.web.call.CallStream;
import org.llmspace.web.call.Caller;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.call.TooManyCallsException;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.endpoint.InvalidInputException;
import org.llmspace.web.guard.Site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;

/// The tools over streamable HTTP. Nothing is kept between two requests: a session's id is only a name under which a
/// cancellation finds its call, on whichever replica either arrives.
@Path("/gradio_api/mcp{http: (/http)?}")
@RunOnVirtualThread
public class McpResource {

    private static final List<String> VERSIONS = List.of("2025-06-18", "2025-11-25", "2025-03-26", "2024-11-05");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(2);
    private static final String EVENTS = "text/event-stream";

    private final Endpoints endpoints;
    private final OpenCalls calls;
    private final Site site;
    private final ObjectMapper json;

    McpResource(Endpoints endpoints, OpenCalls calls, Site site, ObjectMapper json) {
        this.endpoints = endpoints;
        this.calls = calls;
        this.site = site;
        this.json = json;
    }

    @CheckedTemplate(basePath = "")
    static final class Templates {

        private Templates() {
        }

        static native TemplateInstance mcp(String url, String root, List<Endpoint> endpoints);
    }

    /// A request as it came.
    ///
    /// @param session the id that `initialize` gave out; null if the client does not use it
    record Request(JsonNode message, @Nullable String session, boolean takesEvents, Set<String> tools) {

        JsonNode id() {
            return message.path("id");
        }

        JsonNode params() {
            return message.path("params");
        }

        /// The name of a call of this client, the same on every replica.
        @Nullable
        String call(JsonNode id) {
            return session == null || !session.matches("[0-9a-f]{32}") ? null : "mcp-" + session + "-" + id;
        }
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Response post(@HeaderParam("Accept") @Nullable String accept,
            @HeaderParam("Mcp-Session-Id") @Nullable String session,
            @HeaderParam("MCP-Protocol-Version") @Nullable String version, @QueryParam("tools") @Nullable String tools,
            String body) throws InterruptedException {
        if (version != null && !VERSIONS.contains(version)) {
            return refused(JsonRpc.INVALID_REQUEST, "This server speaks the versions %s, not %s.".formatted(VERSIONS, version));
        }
        JsonNode message = parse(body);
        if (message == null) {
            return refused(JsonRpc.PARSE_ERROR, "The body must be one JSON-RPC message.");
        }
        if (!message.path("jsonrpc").asText().equals("2.0")) {
            return refused(JsonRpc.INVALID_REQUEST, "The message must be JSON-RPC 2.0.");
        }
        boolean takesEvents = accept != null && accept.contains(EVENTS);
        Request request = new Request(message, session, takesEvents, tools == null ? Set.of() : Set.of(tools.split(",")));
        return message.has("id") && message.has("method") ? answer(request) : hear(request);
    }

    /// For people who open the address in a browser. A stream for messages of the server's own accord is not offered.
    @GET
    public Response landing(@HeaderParam("Accept") @Nullable String accept) {
        if (accept != null && accept.contains(EVENTS)) {
            return Response.status(405).header("Allow", "POST").build();
        }
        return Response.ok(Templates.mcp(site.url() + "gradio_api/mcp/", site.root(), endpoints.all()))
                .type("text/html;charset=UTF-8").build();
    }

    @GET
    @Path("schema")
    public List<Map<String, Object>> schema(@QueryParam("tools") @Nullable String tools) {
        Set<String> wanted = tools == null ? Set.of() : Set.of(tools.split(","));
        return offered(wanted).stream().map(Tools::schema).toList();
    }

    /// A client says good-bye; nothing was kept of it.
    @DELETE
    public Response end() {
        return Response.noContent().build();
    }

    private Response answer(Request request) throws InterruptedException {
        return switch (request.message().path("method").asText()) {
            case "initialize" -> initialize(request);
            case "ping" -> ok(JsonRpc.result(request.id(), Map.of()));
            case "tools/list" -> ok(JsonRpc.result(request.id(),
                    Map.of("tools", offered(request.tools()).stream().map(Tools::describe).toList())));
            case "tools/call" -> call(request);
            default -> ok(JsonRpc.error(request.id(), JsonRpc.METHOD_NOT_FOUND,
                    "There is no method '%s' here.".formatted(request.message().path("method").asText())));
        };
    }

    private static Response initialize(Request request) {
        String asked = request.params().path("protocolVersion").asText();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("protocolVersion", VERSIONS.contains(asked) ? asked : VERSIONS.getFirst());
        result.put("capabilities", Map.of("tools", Map.of("listChanged", false)));
        result.put("serverInfo", Map.of("name", "llm-space", "title", "LLM Space", "version", "0.1.0"));
        result.put("instructions", "Each tool is a task of this Space: chat, and pipelines in the Hub's words.");
        return Response.ok(JsonRpc.result(request.id(), result)).type(MediaType.APPLICATION_JSON)
                .header("Mcp-Session-Id", NewCall.newId()).build();
    }

    private Response call(Request request) throws InterruptedException {
        String name = request.params().path("name").asText();
        Optional<Endpoint> endpoint = offered(request.tools()).stream().filter(one -> one.name().equals(name)).findFirst();
        if (endpoint.isEmpty()) {
            return ok(JsonRpc.error(request.id(), JsonRpc.INVALID_PARAMS, "Unknown tool: " + name));
        }
        OpenCall call;
        try {
            Inputs inputs = Inputs.named(endpoint.get().parameters(), request.params().path("arguments"));
            call = calls.open(endpoint.get(), inputs, new Caller(request.call(request.id()), List.of(), null));
        } catch (InvalidInputException | RequestTooLargeException | TooManyCallsException | BackendUnavailableException e) {
            return ok(JsonRpc.result(request.id(), ToolResult.error(String.valueOf(e.getMessage()))));
        }
        if (request.takesEvents()) {
            return CallStream.response(new ToolStream(call, calls, request.id(),
                    request.params().path("_meta").path("progressToken"), site.url(), json));
        }
        calls.awaitEnd(call, PATIENCE);
        return ok(call.ended() ? JsonRpc.result(request.id(), ToolResult.of(call, call.answer(), site.url(), json))
                : JsonRpc.error(request.id(), JsonRpc.INTERNAL_ERROR, "No answer came in time. Accept " + EVENTS + "."));
    }

    /// Notifications, and answers to questions that are never asked.
    private Response hear(Request request) throws InterruptedException {
        if (request.message().path("method").asText().equals("notifications/cancelled")) {
            String call = request.call(request.params().path("requestId"));
            Instant until = Instant.now().plus(KNOWN_WITHIN);
            while (call != null && calls.ofSession(call).isEmpty() && Instant.now().isBefore(until)) {
                Thread.sleep(20);
            }
            if (call != null) {
                calls.ofSession(call).forEach(open -> calls.cancel(open, "cancelled by the client"));
            }
        }
        return Response.accepted().build();
    }

    private List<Endpoint> offered(Set<String> wanted) {
        return endpoints.all().stream().filter(one -> wanted.isEmpty() || wanted.contains(one.name())).toList();
    }

    private @Nullable JsonNode parse(String body) {
        try {
            return json.readTree(body) instanceof ObjectNode message ? message : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Response ok(Object message) {
        return Response.ok(message).type(MediaType.APPLICATION_JSON).build();
    }

    private static Response refused(int code, String why) {
        return Response.status(400).type(MediaType.APPLICATION_JSON)
                .entity(JsonRpc.error(NullNode.instance, code, why)).build();
    }
}
