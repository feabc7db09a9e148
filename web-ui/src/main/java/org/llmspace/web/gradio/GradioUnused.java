package org.llmspace.web.gradio;

import java.io.IOException;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Routes of Gradio's that none of this Space's components needs: no component has functions of its own on the server, and
/// none is fed while a call runs. They answer as Gradio does for what it does not know.
@Path("/")
@Consumes(MediaType.WILDCARD)
public class GradioUnused {

    private static final String API = "gradio_api/";
    private static final List<String> COMPONENT_CALL = List.of("data", "component_id", "session_hash", "fn_name");

    private final ObjectMapper json;

    GradioUnused(ObjectMapper json) {
        this.json = json;
    }

    @POST
    @Path(API + "component_server")
    public Response componentServer(String body) {
        try {
            JsonNode call = json.readTree(body);
            if (COMPONENT_CALL.stream().allMatch(call::has)) {
                throw new GradioException(404, "Function not found.");
            }
        } catch (IOException e) {
            // said below
        }
        throw GradioException.badRequest("Invalid JSON body.");
    }

    @POST
    @Path(API + "stream/{event}{close: (/close)?}")
    public Response stream() {
        throw new GradioException(404, "Event not found.");
    }
}
