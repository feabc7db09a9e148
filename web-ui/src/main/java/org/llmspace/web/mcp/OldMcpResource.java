package org.llmspace.web.mcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.backend.NewCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.guard.Site;
import org.llmspace.web.upload.Uploads;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;

import io.smallrye.common.annotation.RunOnVirtualThread;

/// The transport of 2024, which some clients still speak: a stream at `sse`, and messages to the address that it names.
@jakarta.ws.rs.Path("/gradio_api/mcp/{address: sse|messages}")
@RunOnVirtualThread
public class OldMcpResource {

    private final McpServer server;
    private final OpenCalls calls;
    private final Uploads uploads;
    private final Site site;
    private final ObjectMapper json;

    OldMcpResource(McpServer server, OpenCalls calls, Uploads uploads, Site site, ObjectMapper json) {
        this.server = server;
        this.calls = calls;
        this.uploads = uploads;
        this.site = site;
        this.json = json;
    }

    @GET
    public Response open(@PathParam("address") String address, @QueryParam("tools") @Nullable String tools)
            throws IOException {
        if (!address.equals("sse")) {
            return Response.status(405).header("Allow", "POST").build();
        }
        String session = NewCall.newId();
        Path inbox = inbox(session);
        Files.writeString(inbox, "");
        var around = new McpStream.Surroundings(server, calls, site.url(), json);
        return new McpStream(new Request(NullNode.instance, session, Request.tools(tools)), inbox,
                site.root() + "gradio_api/mcp/messages/?session_id=" + session, around).response();
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Response send(@PathParam("address") String address, @QueryParam("session_id") @Nullable String session,
            String body) throws IOException {
        if (!address.equals("messages")) {
            return Response.status(405).header("Allow", "GET").build();
        }
        if (session == null || !session.matches("[0-9a-f]{32}") || !Files.exists(inbox(session))) {
            return said(404, "Could not find session");
        }
        try {
            Files.writeString(inbox(session), json.readTree(body) + "\n", StandardOpenOption.APPEND);
            return said(202, "Accepted");
        } catch (JsonProcessingException e) {
            return said(400, "Could not parse message");
        }
    }

    private Path inbox(String session) {
        return uploads.shared("mcp " + session);
    }

    private static Response said(int status, String text) {
        return Response.status(status).type(MediaType.TEXT_PLAIN).entity(text).build();
    }
}
