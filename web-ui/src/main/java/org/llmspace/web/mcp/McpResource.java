package org.llmspace.web.mcp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
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
import org.llmspace.web.backend.NewCall;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.guard.Site;
import org.llmspace.web.mcp.McpServer.Reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;

/// The tools over streamable HTTP. A session's id is only a name under
/// which a cancellation finds its call, on whichever replica either arrives.
@Path("/gradio_api/mcp{http: (/http)?}")
@RunOnVirtualThread
public class McpResource {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String EVENTS = "text/event-stream";
    /// From this version on there are no batches; who names none speaks an older one.
    private static final String WITHOUT_BATCHES = "2025-06-18";

    private final McpServer server;
    private final OpenCalls calls;
    private final Site site;
    private final ObjectMapper json;

    McpResource(McpServer server, OpenCalls calls, Site site, ObjectMapper json) {
        this.server = server;
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

    @POST
    @Consumes(MediaType.WILDCARD)
    public Response post(@HeaderParam("Accept") @Nullable String accept,
            @HeaderParam("Mcp-Session-Id") @Nullable String session,
            @HeaderParam("MCP-Protocol-Version") @Nullable String version, @QueryParam("tools") @Nullable String tools,
            String body) throws InterruptedException {
        if (version != null && !McpServer.VERSIONS.contains(version)) {
            return refused(JsonRpc.INVALID_REQUEST,
                    "This server speaks the versions %s, not %s.".formatted(McpServer.VERSIONS, version));
        }
        JsonNode message = parse(body);
        if (message.isMissingNode()) {
            return refused(JsonRpc.PARSE_ERROR, "The body must be one JSON-RPC message.");
        }
        Request request = new Request(message, session, Request.tools(tools));
        if (message.isArray()) {
            return version != null && version.compareTo(WITHOUT_BATCHES) >= 0 || message.isEmpty()
                    ? refused(JsonRpc.INVALID_REQUEST, message.isEmpty() ? "The batch is empty."
                            : "Version %s has no batches. Send one message at a time.".formatted(version))
                    : batch(request);
        }
        return answer(request, accept != null && accept.contains(EVENTS));
    }

    /// For people who open the address in a browser. A stream for messages of the server's own accord is not offered.
    @GET
    public Response landing(@HeaderParam("Accept") @Nullable String accept) {
        if (accept != null && accept.contains(EVENTS)) {
            return Response.status(405).header("Allow", "POST").build();
        }
        return Response
                .ok(Templates.mcp(site.url() + "gradio_api/mcp/", site.root(), server.offered(Set.of())))
                .type("text/html;charset=UTF-8").build();
    }

    @GET
    @Path("schema")
    public List<Map<String, Object>> schema(@QueryParam("tools") @Nullable String tools) {
        return server.offered(Request.tools(tools)).stream().map(Tools::schema).toList();
    }

    /// A client says good-bye; nothing was kept of it.
    @DELETE
    public Response end() {
        return Response.noContent().build();
    }

    private Response answer(Request request, boolean byEvents) throws InterruptedException {
        return switch (server.hear(request).orElse(null)) {
            case null -> Response.accepted().build();
            case Reply.Taken(OpenCall call) when byEvents ->
                new ToolStream(call, calls, request, site.url(), json).response();
            case Reply reply -> Response.fromResponse(ok(message(request, reply)))
                    .header("Mcp-Session-Id", request.method().equals("initialize") ? NewCall.newId() : null).build();
        };
    }

    private Response batch(Request batch) throws InterruptedException {
        List<Request> requests = new ArrayList<>();
        List<Reply> replies = new ArrayList<>();
        for (JsonNode message : batch.message()) {
            Request request = new Request(message, batch.session(), batch.tools());
            Optional<Reply> reply = server.hear(request);
            if (reply.isPresent()) {
                requests.add(request);
                replies.add(reply.get());
            }
        }
        List<Object> messages = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            messages.add(message(requests.get(i), replies.get(i)));
        }
        return messages.isEmpty() ? Response.accepted().build() : ok(messages);
    }

    private Map<String, Object> message(Request request, Reply reply) throws InterruptedException {
        return switch (reply) {
            case Reply.Said(var message) -> message;
            case Reply.Taken(OpenCall call) -> result(request, call);
        };
    }

    private Map<String, Object> result(Request request, OpenCall call) throws InterruptedException {
        calls.awaitEnd(call, PATIENCE);
        return call.ended() ? JsonRpc.result(request.id(), ToolResult.of(call, call.answer(), site.url(), json))
                : JsonRpc.error(request.id(), JsonRpc.INTERNAL_ERROR, "No answer came in time. Accept " + EVENTS + ".");
    }

    /// An object or an array; a missing node if it is neither.
    private JsonNode parse(String body) {
        try {
            JsonNode parsed = json.readTree(body);
            return parsed != null && parsed.isContainerNode() ? parsed : MissingNode.getInstance();
        } catch (IOException e) {
            return MissingNode.getInstance();
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
