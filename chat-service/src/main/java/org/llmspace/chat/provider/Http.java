package org.llmspace.chat.provider;

import java.net.http.HttpClient;

import org.llmspace.chat.provider.ProviderSettings.Patience;

/// The HTTP client of all providers, and how long it waits. HTTP/1.1, so that closing a stream closes its connection.
final class Http implements AutoCloseable {

    private final HttpClient client;
    private final Patience patience;

    Http(Patience patience) {
        this.patience = patience;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(patience.connect())
                .followRedirects(HttpClient.Redirect.NEVER).build();
    }

    HttpClient client() {
        return client;
    }

    Patience patience() {
        return patience;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
