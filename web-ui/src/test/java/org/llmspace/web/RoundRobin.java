package org.llmspace.web;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;

/// A proxy that gives each request to the next server, whoever sends it.
final class RoundRobin implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final AtomicInteger turn = new AtomicInteger();
    private final List<Integer> ports;
    private final HttpServer server;

    RoundRobin(List<Integer> ports) {
        this.ports = ports;
        this.server = vertx.createHttpServer().requestHandler(this::pass).listen(0, "localhost").toCompletionStage()
                .toCompletableFuture().join();
    }

    String url() {
        return "http://localhost:" + server.actualPort();
    }

    int requests() {
        return turn.get();
    }

    private void pass(HttpServerRequest request) {
        request.pause();
        int port = ports.get(turn.getAndIncrement() % ports.size());
        client.request(new RequestOptions().setMethod(request.method()).setHost("localhost").setPort(port)
                .setURI(request.uri())).onFailure(e -> request.response().setStatusCode(502).end())
                .onSuccess(onward -> pass(request, onward));
    }

    private static void pass(HttpServerRequest request, HttpClientRequest onward) {
        request.headers().forEach(header -> onward.headers().add(header.getKey(), header.getValue()));
        request.response().exceptionHandler(gone -> onward.reset());
        request.response().closeHandler(gone -> onward.reset());
        onward.response().onSuccess(answer -> pass(answer, request))
                .onFailure(e -> request.response().reset());
        request.pipeTo(onward);
    }

    private static void pass(HttpClientResponse answer, HttpServerRequest request) {
        request.response().setStatusCode(answer.statusCode());
        answer.headers().forEach(header -> request.response().headers().add(header.getKey(), header.getValue()));
        answer.pipeTo(request.response());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
