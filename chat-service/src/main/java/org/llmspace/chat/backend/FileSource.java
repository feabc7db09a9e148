package org.llmspace.chat.backend;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.llmspace.contracts.web.PublicWeb;
import org.llmspace.contracts.web.PublicWebException;

/// Fetches files that are referred to instead of sent along: those of the Space's own file route, by their path or by their
/// whole address, and those of the public web.
@Singleton
public class FileSource {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI space;
    private final PublicWeb web;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    FileSource(FileSettings settings, PublicWeb web) {
        this.web = web;
        this.space = settings.spaceUrl();
    }

    /// @param most how many bytes are read; one more is handed back if there are more
    /// @throws IllegalArgumentException if the file cannot be had; the message says why
    public byte[] fetch(String url, int most) {
        URI uri = address(url);
        if (!space.getScheme().equals(uri.getScheme()) || !space.getRawAuthority().equals(uri.getRawAuthority())) {
            return fromTheWeb(url, most);
        }
        try {
            HttpResponse<InputStream> answer = client.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new IllegalArgumentException("'%s' answered with status %d".formatted(url, answer.statusCode()));
                }
                return body.readNBytes(most + 1);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("'%s' cannot be fetched: %s".formatted(url, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("stopped while fetching '%s'".formatted(url), e);
        }
    }

    private byte[] fromTheWeb(String url, int most) {
        try {
            return web.fetch(url, new PublicWeb.Limits(most + 1, PATIENCE)).body();
        } catch (PublicWebException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @PreDestroy
    void close() {
        client.close();
    }

    private URI address(String url) {
        try {
            return space.resolve(url.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'%s' is no URL: %s".formatted(url, e.getMessage()), e);
        }
    }
}
