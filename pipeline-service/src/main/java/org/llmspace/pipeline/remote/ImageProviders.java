package org.llmspace.pipeline.remote;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;

import org.llmspace.pipeline.remote.RemoteException.Reason;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// How each provider wants to be asked for an image.
final class ImageProviders {

    static final Set<String> KNOWN = Set.of("hf-inference", "fal-ai", "replicate", "together", "nscale");
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final RouterHttp http;

    ImageProviders(RouterHttp http) {
        this.http = http;
    }

    /// @param body `{"inputs": ..., "parameters": {...}}`
    RemoteFile image(RemoteModel model, Mapping mapping, ObjectNode body) {
        String id = mapping.model();
        RouterHttp.Answer answer = switch (mapping.provider()) {
            case "fal-ai" -> queued(model, http.post(model.name(), "fal-ai/" + id + "?_subdomain=queue", flat(body)).json());
            case "replicate" -> http.post(model.name(), replicatePath(id), replicateBody(id, body));
            case "together" -> http.post(model.name(), "together/v1/images/generations",
                    flat(body).put("model", id).put("response_format", "base64"));
            case "nscale" -> http.post(model.name(), "nscale/v1/images/generations",
                    flat(body).put("model", id).put("response_format", "b64_json"));
            default -> http.post(model.name(), "hf-inference/models/" + id, body);
        };
        return RemoteFile.of(answer, model, http);
    }

    private static ObjectNode flat(ObjectNode body) {
        ObjectNode flat = JsonNodeFactory.instance.objectNode();
        if (body.get("parameters") instanceof ObjectNode parameters) {
            flat.setAll(parameters);
        }
        return flat.set("prompt", body.get("inputs"));
    }

    private static String replicatePath(String id) {
        return id.contains(":") ? "replicate/v1/predictions" : "replicate/v1/models/" + id + "/predictions";
    }

    private static ObjectNode replicateBody(String id, ObjectNode body) {
        ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
        wrapped.set("input", flat(body));
        if (id.contains(":")) {
            wrapped.put("version", id.substring(id.indexOf(':') + 1));
        }
        return wrapped;
    }

    /// A place in a queue, asked for until the image is there.
    private RouterHttp.Answer queued(RemoteModel model, JsonNode place) {
        String path = path(place.path("response_url").asText(), model);
        String status = place.path("status").asText();
        while (!status.equals("COMPLETED")) {
            pause();
            status = http.get(model.name(), http.address("fal-ai" + path + "/status?_subdomain=queue")).json().path("status")
                    .asText();
            if (status.isEmpty() || status.equals("FAILED") || status.equals("ERROR")) {
                throw new RemoteException(Reason.FAILED,
                        "The provider of %s failed; try again, or another provider".formatted(model.name()));
            }
        }
        return http.get(model.name(), http.address("fal-ai" + path + "?_subdomain=queue"));
    }

    private static String path(String address, RemoteModel model) {
        try {
            String path = URI.create(address).getPath();
            if (path != null && path.startsWith("/") && !path.contains("..")) {
                return path;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new RemoteException(Reason.FAILED,
                "The provider of %s gives no place in its queue; try another provider".formatted(model.name()));
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while a provider worked");
        }
    }
}
