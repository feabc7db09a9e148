package org.llmspace.chat.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;

/// One HTTP request whose answer is read line by line, with a limit to each wait. Closing it, from any thread, closes the
/// connection, so that the provider stops to work for nobody.
final class Upstream implements AutoCloseable {

    private static final Duration ERROR_BODY = Duration.ofSeconds(5);
    private static final Duration LEFT_TO_END = Duration.ofSeconds(2);
    private static final int ERROR_CHARS = 4_000;

    /// What came instead of an answer.
    record Refusal(int status, HttpHeaders headers, String body) {
    }

    private sealed interface Item {
        record Line(String text) implements Item {
        }

        record End(@Nullable Throwable problem) implements Item {
        }
    }

    private final String provider;
    private final CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> response;
    private final BlockingQueue<Item> lines = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile boolean complete;
    private volatile boolean closed;

    Upstream(String provider, HttpClient client, HttpRequest request) {
        this.provider = provider;
        this.response = client.sendAsync(request, BodyHandlers.ofPublisher());
    }

    /// Waits for the status; null if lines follow, and what came instead otherwise.
    @Nullable
    Refusal refusal(Duration patience) {
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer = await(response, patience);
        if (answer.statusCode() == 200) {
            answer.body().subscribe(BodySubscribers.fromLineSubscriber(new Lines(), Function.identity(), UTF_8, null));
            return null;
        }
        BodySubscriber<String> body = BodySubscribers.ofString(UTF_8);
        answer.body().subscribe(body);
        String text = await(body.getBody().toCompletableFuture(), ERROR_BODY);
        return new Refusal(answer.statusCode(), answer.headers(),
                text.length() > ERROR_CHARS ? text.substring(0, ERROR_CHARS) : text);
    }

    /// The next line; null at the end of the answer.
    @Nullable
    String line(Duration patience) {
        try {
            return switch (lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                case Item.Line(String text) -> {
                    requestMore();
                    yield text;
                }
                case Item.End(Throwable problem) when problem != null -> throw broken(problem);
                case Item.End _ -> null;
                case null -> throw silent(patience);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw broken(e);
        }
    }

    /// The answer is complete. Its connection is left to end by itself, so that the next call can go over it, too.
    void complete() {
        complete = true;
        var _ = ended.orTimeout(LEFT_TO_END.toMillis(), TimeUnit.MILLISECONDS).exceptionally(_ -> {
            cut();
            return false;
        });
    }

    @Override
    public void close() {
        if (!complete) {
            cut();
        }
    }

    private void cut() {
        closed = true;
        response.cancel(true);
        Flow.Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
        lines.add(new Item.End(new CancellationException("closed")));
    }

    private void requestMore() {
        Flow.Subscription open = subscription;
        if (open != null) {
            open.request(1);
        }
    }

    private <T> T await(CompletableFuture<T> future, Duration patience) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw silent(patience);
        } catch (ExecutionException e) {
            throw broken(e.getCause() == null ? e : e.getCause());
        } catch (CancellationException e) {
            throw broken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw broken(e);
        }
    }

    private ProviderException silent(Duration patience) {
        close();
        return ProviderException.of(FailureCode.TIMEOUT,
                "%s sent nothing for %d seconds; try again, or another model".formatted(provider, patience.toSeconds()));
    }

    private ProviderException broken(Throwable problem) {
        close();
        return problem instanceof ConnectException || problem instanceof HttpConnectTimeoutException
                ? ProviderException.of(FailureCode.MODEL_UNAVAILABLE,
                        provider + " cannot be reached; check its base URL and the network")
                : ProviderException.of(FailureCode.PROVIDER_FAILED,
                        "the connection to %s broke in the middle of the answer; try again".formatted(provider));
    }

    /// Puts lines into the queue, a few ahead of the reader, so that a slow reader slows the provider down.
    private final class Lines implements Flow.Subscriber<String> {

        private static final int AHEAD = 64;

        @Override
        public void onSubscribe(Flow.Subscription opened) {
            subscription = opened;
            if (closed) {
                opened.cancel();
            } else {
                opened.request(AHEAD);
            }
        }

        @Override
        public void onNext(String line) {
            lines.add(new Item.Line(line));
        }

        @Override
        public void onError(Throwable problem) {
            lines.add(new Item.End(problem));
            ended.complete(true);
        }

        @Override
        public void onComplete() {
            lines.add(new Item.End(null));
            ended.complete(true);
        }
    }
}
