package org.llmspace.contracts.web;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

/// Fetches what stands at addresses that strangers name, of which some would rather look into our own network. So a name is
/// looked up once, all its addresses must be public, and the connection goes to the address that was looked at, not to the
/// name again; so does each redirect. Vert.x' client can do that, also for TLS; the JDK's cannot.
public final class PublicWeb implements AutoCloseable {

    /// How much of the web one fetch may take.
    ///
    /// @param most bytes after which the rest is left
    /// @param patience for all of it, redirects included
    public record Limits(int most, Duration patience) {
    }

    /// What stands at an address.
    ///
    /// @param uri the address after redirects
    /// @param contentType as the server says; empty if it does not
    /// @param cut whether there is more than was read
    public record Page(URI uri, String contentType, byte[] body, boolean cut) {
    }

    /// Looks names up.
    public interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private record Answer(int status, String contentType, @Nullable String location, byte[] body, boolean cut) {
    }

    private static final int REDIRECTS = 5;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String AGENT = "Mozilla/5.0 (compatible; LLM-Space/0.1; reads single pages when a person asks)";

    private final HttpClient client;
    private final Names names;
    private final Predicate<InetAddress> allowed;

    public PublicWeb(Vertx vertx) {
        this(vertx, InetAddress::getAllByName, PublicAddress::isPublic);
    }

    /// @param allowed which addresses may be asked
    public PublicWeb(Vertx vertx, Names names, Predicate<InetAddress> allowed) {
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) CONNECT.toMillis())
                .setKeepAlive(false).setDecompressionSupported(true).setMaxPoolSize(64));
        this.names = names;
        this.allowed = allowed;
    }

    /// @throws PublicWebException if there is nothing to be had, or nothing that strangers may see
    public Page fetch(String url, Limits limits) {
        long end = System.nanoTime() + limits.patience().toNanos();
        URI uri = uri(url);
        for (int i = 0; i <= REDIRECTS; i++) {
            Answer answer = ask(uri, limits.most(), end);
            if (answer.status() >= 300 && answer.status() < 400 && answer.location() != null) {
                uri = redirect(uri, answer.location());
            } else if (answer.status() == 200) {
                return new Page(uri, answer.contentType(), answer.body(), answer.cut());
            } else {
                throw new PublicWebException("%s answered with status %d".formatted(uri, answer.status()));
            }
        }
        throw new PublicWebException("%s redirects more than %d times".formatted(url, REDIRECTS));
    }

    @Override
    public void close() {
        client.close();
    }

    private Answer ask(URI uri, int most, long end) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        CompletableFuture<HttpClientRequest> sent = new CompletableFuture<>();
        client.request(options(uri, address(uri))).onFailure(answer::completeExceptionally).onSuccess(request -> {
            sent.complete(request);
            request.putHeader("User-Agent", AGENT).putHeader("Accept", "text/html,text/plain;q=0.9,*/*;q=0.5")
                    .exceptionHandler(answer::completeExceptionally);
            request.send().onFailure(answer::completeExceptionally)
                    .onSuccess(response -> read(request, response, most, answer));
        });
        try {
            return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new PublicWebException("%s did not answer in time".formatted(uri));
        } catch (ExecutionException e) {
            throw new PublicWebException("%s cannot be read: %s".formatted(uri, reason(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublicWebException("stopped while waiting for %s".formatted(uri));
        } finally {
            close(sent);
        }
    }

    /// Also where the connection comes only after nobody waits any more.
    @SuppressWarnings("FutureReturnValueIgnored") // there is nothing to be done about a connection that does not close
    private static void close(CompletableFuture<HttpClientRequest> sent) {
        var _ = sent.thenAccept(request -> request.connection().close());
    }

    private static void read(HttpClientRequest request, HttpClientResponse response, int most,
            CompletableFuture<Answer> answer) {
        Buffer body = Buffer.buffer();
        response.exceptionHandler(answer::completeExceptionally);
        response.handler(piece -> {
            body.appendBuffer(piece, 0, Math.min(piece.length(), most + 1 - body.length()));
            if (body.length() > most) {
                answer.complete(answer(response, body.slice(0, most), true));
                request.connection().close();
            }
        });
        response.endHandler(_ -> answer.complete(answer(response, body, false)));
    }

    private static Answer answer(HttpClientResponse response, Buffer body, boolean cut) {
        String type = response.getHeader("Content-Type");
        return new Answer(response.statusCode(), type == null ? "" : type, response.getHeader("Location"),
                body.getBytes(), cut);
    }

    private static RequestOptions options(URI uri, InetAddress address) {
        boolean tls = uri.getScheme().equalsIgnoreCase("https");
        int port = uri.getPort() < 0 ? tls ? 443 : 80 : uri.getPort();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new RequestOptions().setMethod(HttpMethod.GET).setSsl(tls).setHost(uri.getHost()).setPort(port)
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()));
    }

    /// The first address of the host; none of them may lead into the house.
    private InetAddress address(URI uri) {
        String host = uri.getHost();
        try {
            InetAddress[] addresses = names.addresses(host);
            for (InetAddress address : addresses) {
                if (!allowed.test(address)) {
                    throw new PublicWebException("%s is no public address; only pages of the public web can be read"
                            .formatted(host));
                }
            }
            return addresses[0];
        } catch (UnknownHostException e) {
            throw new PublicWebException("there is no host '%s', or its name cannot be looked up here".formatted(host));
        }
    }

    private static URI uri(String url) {
        try {
            URI uri = new URI(url.strip().replaceFirst("#.*", ""));
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw new PublicWebException("'%s' is no web address; it must begin with http:// or https://".formatted(url));
            }
            if (uri.getHost() == null || uri.getUserInfo() != null || uri.getPort() == 0) {
                throw new PublicWebException("'%s' is no web address; write it like https://example.org/page".formatted(url));
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new PublicWebException("'%s' is no web address: %s".formatted(url, e.getReason()));
        }
    }

    private static URI redirect(URI from, String location) {
        try {
            return uri(from.resolve(location).toString());
        } catch (IllegalArgumentException e) {
            throw new PublicWebException("%s redirects to '%s', which is no web address".formatted(from, location));
        }
    }

    private static String reason(ExecutionException problem) {
        Throwable cause = problem.getCause();
        return cause == null || cause.getMessage() == null ? "the connection broke" : cause.getMessage();
    }
}
