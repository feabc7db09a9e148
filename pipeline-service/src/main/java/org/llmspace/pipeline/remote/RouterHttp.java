package org.llmspace.pipeline.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.hub.Hub;
import org.llmspace.pipeline.remote.RemoteException.Reason;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Talks to the router in front of the providers, and tells its errors in our words.
final class RouterHttp {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_ANSWER_BYTES = 64 << 20;
    private static final int MAX_ERROR_BYTES = 4096;

    private final RemoteSettings settings;
    private final Hub hub;
    private @Nullable HttpClient client;

    RouterHttp(RemoteSettings settings, Hub hub) {
        this.settings = settings;
        this.hub = hub;
    }

    /// What came back.
    record Answer(byte[] body, String contentType) {

        boolean isJson() {
            return contentType.startsWith("application/json");
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new RemoteException(Reason.FAILED, "The provider's answer is no JSON; try another provider", e);
            }
        }
    }

    /// A path of the router.
    URI address(String path) {
        return URI.create(settings.router() + "/" + path);
    }

    Answer post(String model, String path, JsonNode body) {
        return read(postStreamed(model, path, body));
    }

    Answer post(String model, String path, byte[] body, @Nullable String contentType) {
        HttpRequest.Builder request = request(address(path), model).POST(BodyPublishers.ofByteArray(body));
        if (contentType != null) {
            request.header("content-type", contentType);
        }
        return read(send(request, model));
    }

    Answer get(String model, URI address) {
        return read(send(request(address, model), model));
    }

    /// A file that a provider made, somewhere on the web; nobody there sees the token.
    Answer file(String model, String address) {
        URI uri = uri(address);
        if (!"https".equals(uri.getScheme()) && !settings.router().getScheme().equals(uri.getScheme())) {
            throw new RemoteException(Reason.FAILED,
                    "The provider of %s answers with an address without encryption".formatted(model));
        }
        return read(send(HttpRequest.newBuilder(uri).timeout(settings.timeout()), model));
    }

    private static URI uri(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new RemoteException(Reason.FAILED, "The provider answers with an address that is none", e);
        }
    }

    /// The body as it comes, to be closed.
    InputStream postStreamed(String model, String path, JsonNode body, String accept) {
        return send(posting(model, path, body).header("accept", accept), model).body();
    }

    private HttpResponse<InputStream> postStreamed(String model, String path, JsonNode body) {
        return send(posting(model, path, body), model);
    }

    private HttpRequest.Builder posting(String model, String path, JsonNode body) {
        try {
            return request(address(path), model).header("content-type", "application/json")
                    .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a tree can be written
        }
    }

    private HttpRequest.Builder request(URI address, String model) {
        String token = hub.token().orElseThrow(() -> new RemoteException(Reason.NO_ACCESS,
                "%s runs at Hugging Face's Inference Providers, which needs a token: set HF_TOKEN".formatted(model)));
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(settings.timeout())
                .header("authorization", "Bearer " + token).header("user-agent", "llm-space");
        settings.billTo().ifPresent(who -> request.header("x-hf-bill-to", who));
        return request;
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request, String model) {
        if (hub.isOffline()) {
            throw new RemoteException(Reason.NOT_FOUND,
                    "%s runs at Hugging Face, and HF_HUB_OFFLINE forbids to ask there; unset it, or name a model that is here"
                            .formatted(model));
        }
        try {
            HttpResponse<InputStream> response = client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() >= 400) {
                throw refusal(response, model);
            }
            return response;
        } catch (HttpTimeoutException e) {
            throw new RemoteException(Reason.TIMEOUT,
                    "The provider of %s did not answer in time; try again later".formatted(model), e);
        } catch (IOException e) {
            throw new RemoteException(Reason.FAILED, "The Inference Providers at %s cannot be reached; check the network"
                    .formatted(settings.router()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while a provider worked");
        }
    }

    private static Answer read(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            byte[] content = body.readNBytes(MAX_ANSWER_BYTES + 1);
            if (content.length > MAX_ANSWER_BYTES) {
                throw new RemoteException(Reason.FAILED, "The provider's answer is too large");
            }
            return new Answer(content, response.headers().firstValue("content-type").orElse(""));
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("stopped while a provider answered");
            }
            throw new RemoteException(Reason.FAILED, "The provider broke off in the middle of its answer; try again", e);
        }
    }

    private static RemoteException refusal(HttpResponse<InputStream> response, String model) throws IOException {
        String said;
        try (InputStream body = response.body()) {
            said = said(body.readNBytes(MAX_ERROR_BYTES));
        }
        int status = response.statusCode();
        return switch (status) {
            case 401 -> new RemoteException(Reason.NO_ACCESS,
                    "Hugging Face does not take HF_TOKEN; make a token with the right to call Inference Providers");
            case 403 -> new RemoteException(Reason.NO_ACCESS,
                    "HF_TOKEN may not use %s; give it the right to call Inference Providers, or ask for access to the model%s"
                            .formatted(model, said));
            case 402 -> new RemoteException(Reason.RATE_LIMITED,
                    "The account of HF_TOKEN has no credit left for Inference Providers; add some, or use a model that runs here");
            case 404, 410 -> new RemoteException(Reason.NOT_FOUND, "No provider runs %s now%s".formatted(model, said));
            case 429 -> new RemoteException(Reason.RATE_LIMITED,
                    "The provider of %s wants to be asked less; try again in a while%s".formatted(model, said));
            case 400, 413, 415, 422 -> new RemoteException(Reason.INVALID,
                    "The provider of %s does not take this input%s".formatted(model, said));
            case 408, 504 -> new RemoteException(Reason.TIMEOUT,
                    "The provider of %s did not answer in time; try again later".formatted(model));
            default -> new RemoteException(Reason.FAILED,
                    "The provider of %s failed with status %d%s; try again, or another provider".formatted(model, status,
                            said));
        };
    }

    /// What the provider says is wrong, in one of the shapes that they have for it.
    private static String said(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            for (String field : new String[] { "/error/message", "/error", "/message", "/detail" }) {
                if (json.at(field).isTextual()) {
                    return ": " + json.at(field).asText().lines().findFirst().orElse("");
                }
            }
        } catch (IOException e) {
            // a page for people; the status has to do
        }
        return "";
    }

    private synchronized HttpClient client() {
        if (client == null) { // its thread is not needed before
            client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(java.time.Duration.ofSeconds(5))
                    .build();
        }
        return client;
    }
}
