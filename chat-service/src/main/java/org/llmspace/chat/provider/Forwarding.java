package org.llmspace.chat.provider;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

import org.llmspace.contracts.FailureCode;

/// Hands a request that is no turn, such as one for speech or an image, to a provider of OpenAI's protocol as it is.
public final class Forwarding {

    /// @param path below the provider's base address, for instance `/audio/speech`
    /// @param contentType of the body
    public record Request(String path, String contentType, byte[] body) {
    }

    public record Reply(String contentType, byte[] body) {
    }

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Endpoint endpoint;
    private final HttpClient client;

    Forwarding(Endpoint endpoint, HttpClient client) {
        this.endpoint = endpoint;
        this.client = client;
    }

    /// Reads an answer line by line, as it comes.
    ///
    /// @throws ProviderException if the provider refuses, or breaks off
    public void stream(Request request, Consumer<String> lines) {
        try (Upstream upstream = new Upstream(endpoint.provider(), client, outgoing(request))) {
            Upstream.Refusal refusal = upstream.refusal(PATIENCE);
            if (refusal != null) {
                throw Refusals.of(endpoint, refusal);
            }
            for (String line = upstream.line(PATIENCE); line != null; line = upstream.line(PATIENCE)) {
                lines.accept(line);
            }
            upstream.complete();
        }
    }

    private HttpRequest outgoing(Request request) {
        HttpRequest.Builder outgoing = HttpRequest.newBuilder(endpoint.resolve(request.path())).timeout(PATIENCE)
                .header("Content-Type", request.contentType()).POST(BodyPublishers.ofByteArray(request.body()));
        return (endpoint.apiKey() == null ? outgoing : outgoing.header("Authorization", "Bearer " + endpoint.apiKey()))
                .build();
    }

    /// @throws ProviderException if the provider refuses, or does not answer
    public Reply send(Request request) {
        try {
            HttpResponse<byte[]> answer = client.send(outgoing(request), BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw Refusals.of(endpoint, new Upstream.Refusal(answer.statusCode(), answer.headers(),
                        new String(answer.body(), StandardCharsets.UTF_8)));
            }
            return new Reply(answer.headers().firstValue("content-type").orElse("application/octet-stream"),
                    answer.body());
        } catch (IOException e) {
            throw ProviderException.of(FailureCode.MODEL_UNAVAILABLE,
                    endpoint.provider() + " cannot be reached, or broke off; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderException.of(FailureCode.INTERNAL, "stopped while waiting for " + endpoint.provider());
        }
    }
}
