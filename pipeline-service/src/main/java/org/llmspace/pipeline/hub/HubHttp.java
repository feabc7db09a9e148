package org.llmspace.pipeline.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.hub.HubException.Reason;

/// Talks to the Hub: follows its redirects, shows the token to no other host, asks again where that may help.
final class HubHttp {

    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_TRIES = 3;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(300);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final HubPlaces places;
    private final HubSettings settings;
    private @Nullable HttpClient client;

    HubHttp(HubPlaces places, HubSettings settings) {
        this.places = places;
        this.settings = settings;
    }

    URI endpoint() {
        return places.endpoint();
    }

    boolean hasToken() {
        return places.token().isPresent();
    }

    /// The headers of a file. A redirect to where it is stored is not followed, since the Hub says here what it is.
    Answer head(URI address) {
        return patiently("HEAD", address, Map.of());
    }

    /// What the Hub answers, to be closed.
    Answer get(URI address) {
        return patiently("GET", address, Map.of());
    }

    /// One try, for those who count for themselves.
    ///
    /// @throws IOException if there is no answer
    Answer getOnce(URI address, Map<String, String> headers) throws IOException {
        return followed("GET", address, headers);
    }

    private Answer patiently(String method, URI address, Map<String, String> headers) {
        for (int tries = 1;; tries++) {
            try {
                Answer answer = followed(method, address, headers);
                if (tries == MAX_TRIES || !answer.mayGetBetter()) {
                    return answer;
                }
                answer.close();
                pause(answer.retryAfter().orElse(BETWEEN_TRIES.multipliedBy(tries)));
            } catch (ConnectException | HttpTimeoutException e) {
                throw unreachable(e); // takes seconds already
            } catch (IOException e) {
                if (tries == MAX_TRIES) {
                    throw unreachable(e);
                }
                pause(BETWEEN_TRIES.multipliedBy(tries));
            }
        }
    }

    HubException unreachable(IOException e) {
        String reason = e instanceof HttpTimeoutException ? "no answer in time"
                : e instanceof ConnectException ? "no connection" : String.valueOf(e.getMessage());
        return new HubException(Reason.UNREACHABLE,
                "The Hub at %s cannot be reached (%s); check the network, set HF_ENDPOINT to a mirror, or set HF_HUB_OFFLINE=1 to use only what is on this machine"
                        .formatted(endpoint(), reason),
                e);
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while waiting for the Hub");
        }
    }

    private Answer followed(String method, URI address, Map<String, String> headers) throws IOException {
        URI next = address;
        @Nullable
        HttpHeaders first = null;
        for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
            HttpResponse<InputStream> response = once(method, next, headers);
            first = first == null ? response.headers() : first;
            Optional<URI> target = redirect(response, next);
            if (target.isEmpty() || method.equals("HEAD") && !isHub(target.get())) {
                return new Answer(response, first);
            }
            response.body().close();
            next = target.get();
        }
        throw new IOException("too many redirects");
    }

    private static Optional<URI> redirect(HttpResponse<?> response, URI from) throws IOException {
        boolean redirects = switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
        if (!redirects) {
            return Optional.empty();
        }
        String location = response.headers().firstValue("location").orElseThrow(() -> new IOException("a redirect to nowhere"));
        try {
            return Optional.of(from.resolve(location));
        } catch (IllegalArgumentException e) {
            throw new IOException("a redirect to something that is no address", e);
        }
    }

    private HttpResponse<InputStream> once(String method, URI address, Map<String, String> headers) throws IOException {
        boolean encrypted = "https".equals(address.getScheme());
        if (!encrypted && !("http".equals(address.getScheme()) && "http".equals(endpoint().getScheme()))) {
            throw new IOException("it redirects to an address without encryption");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(settings.silence())
                .header("user-agent", "llm-space").header("accept-encoding", "identity")
                .method(method, HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::header);
        if (isHub(address)) {
            places.token().ifPresent(token -> request.header("authorization", "Bearer " + token));
        }
        try {
            return client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while asking the Hub");
        }
    }

    private boolean isHub(URI address) {
        URI hub = endpoint();
        return hub.getScheme().equals(address.getScheme()) && hub.getHost().equals(address.getHost())
                && hub.getPort() == address.getPort();
    }

    private synchronized HttpClient client() {
        if (client == null) { // its thread is not needed before
            client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(settings.connectTimeout()).build();
        }
        return client;
    }

    /// An answer of the Hub, to be closed.
    ///
    /// @param first the headers of the first answer where there was a redirect
    record Answer(HttpResponse<InputStream> response, HttpHeaders first) implements AutoCloseable {

        int status() {
            return response.statusCode();
        }

        boolean isFine() {
            return status() < 400;
        }

        boolean mayGetBetter() {
            return status() >= 500 || status() == 429 && retryAfter().isPresent();
        }

        /// Empty if there is none or it is too long to wait for.
        Optional<Duration> retryAfter() {
            return header("retry-after").filter(seconds -> seconds.matches("\\d{1,4}"))
                    .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                    .filter(time -> time.compareTo(LONGEST_WAIT) <= 0);
        }

        /// A header, of the last answer or else of the first.
        Optional<String> header(String name) {
            return response.headers().firstValue(name).or(() -> first.firstValue(name));
        }

        InputStream body() {
            return response.body();
        }

        @Override
        public void close() {
            try {
                response.body().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
