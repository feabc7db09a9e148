package org.llmspace.chat.openai;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.llmspace.chat.openai.Exchange.ClientGoneException;

import io.opentelemetry.context.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;

/// The addresses of OpenAI's interface, with `/v1` and without, since clients are often set up without. What is not offered
/// gets an error in OpenAI's shape. Routes, not resources: clients ask for `application/json` even when they want a stream, so
/// nothing may be negotiated.
@Singleton
public class OpenAiRoutes {

    private static final Logger LOG = Logger.getLogger(OpenAiRoutes.class);
    private static final String PREFIX = "^(?:/v1)?";
    private static final Pattern MODELS = Pattern.compile("(?:/v1)?/models(?:/.*)?");
    /// All but Quarkus' own health, metrics and documents.
    private static final String OURS = "^(?!/q(?:/|$)).*$";

    private final ChatCompletions completions;
    private final Models models;
    private final EmbeddingRoute embeddings;
    private final Responses responses;
    private final Media media;
    private final Tasks tasks;
    private final ApiKeys keys;
    private final OpenAiSettings settings;

    OpenAiRoutes(ChatCompletions completions, Responses responses, Models models, EmbeddingRoute embeddings,
            Media media, Tasks tasks, ApiKeys keys, OpenAiSettings settings) {
        this.media = media;
        this.tasks = tasks;
        this.keys = keys;
        this.responses = responses;
        this.embeddings = embeddings;
        this.completions = completions;
        this.models = models;
        this.settings = settings;
    }

    void register(@Observes Router router) {
        router.routeWithRegex(OURS).order(0).handler(OpenAiRoutes::identify).failureHandler(OpenAiRoutes::fail);
        router.routeWithRegex(OURS).order(0).handler(this::admit);
        router.routeWithRegex(PREFIX + "/audio/transcriptions/?$").order(0).method(HttpMethod.POST)
                .handler(context -> form(context, media::transcribe));
        router.routeWithRegex(PREFIX + "/audio/translations/?$").order(0).method(HttpMethod.POST)
                .handler(context -> form(context, media::translate));
        onlyMethods(router, "/audio/(?:transcriptions|translations)", "POST");
        router.routeWithRegex(OURS).order(1)
                .handler(BodyHandler.create(false).setBodyLimit(settings.maxBodySize().asLongValue()));
        router.routeWithRegex(PREFIX + "/chat/completions/?$").order(2).method(HttpMethod.GET)
                .handler(OpenAiRoutes::notOffered); // stored completions, which clients can ask for
        post(router, "/chat/completions", completions::complete);
        post(router, "/embeddings", embeddings::embed);
        post(router, "/responses", responses::create);
        route(router, HttpMethod.DELETE, "/responses/([^/]+)", responses::delete);
        get(router, "/responses/([^/]+)", responses::one);
        get(router, "/responses/([^/]+)/input_items", responses::inputItems);
        post(router, "/audio/speech", media::speak);
        post(router, "/images/generations", media::draw);
        post(router, "/responses/input_tokens", responses::countTokens);
        post(router, "/responses/([^/]+)/cancel", responses::cancel);
        post(router, "/tasks", tasks::run);
        post(router, "/comparisons", tasks::compare);
        route(router, HttpMethod.DELETE, "/conversations/([^/]+)", tasks::delete);
        route(router, HttpMethod.POST, "/conversations/([^/]+)", tasks::rename);
        get(router, "/conversations/([^/]+)", tasks::conversation);
        get(router, "/conversations", tasks::conversations);
        get(router, "/models", models::list);
        get(router, "/models/(.+)", models::one);
        router.routeWithRegex(OURS).order(9).handler(OpenAiRoutes::notOffered);
    }

    private static void notOffered(RoutingContext context) {
        new Exchange(context).send(ApiError.of(404,
                "Invalid URL (%s %s)".formatted(context.request().method(), context.request().path())));
    }

    private static void post(Router router, String path, Consumer<Exchange> handler) {
        Route route = router.routeWithRegex(PREFIX + path + "/?$").order(2).method(HttpMethod.POST);
        route.handler(OpenAiRoutes::wantJson);
        route.handler(context -> onVirtualThread(context, handler));
        onlyMethods(router, path, "POST");
    }

    private static void get(Router router, String path, Consumer<Exchange> handler) {
        route(router, HttpMethod.GET, path, handler);
        onlyMethods(router, path, "GET");
    }

    private static void route(Router router, HttpMethod method, String path, Consumer<Exchange> handler) {
        Route route = router.routeWithRegex(PREFIX + path + "/?$").order(2).method(method);
        (method.equals(HttpMethod.GET) ? route.method(HttpMethod.HEAD) : route)
                .handler(context -> onVirtualThread(context, handler));
    }

    private static void onlyMethods(Router router, String path, String allowed) {
        router.routeWithRegex(PREFIX + path + "/?$").order(3).handler(context -> {
            context.response().putHeader("Allow", allowed);
            new Exchange(context).send(ApiError.of(405, "Not allowed to %s on %s; use %s"
                    .formatted(context.request().method(), context.request().path(), allowed)));
        });
    }

    /// The id by which a client's error and our log name the same request.
    private static void identify(RoutingContext context) {
        context.response().putHeader("x-request-id", "req_" + UUID.randomUUID().toString().replace("-", ""));
        context.next();
    }

    /// Read as it is: the usual handler of bodies takes forms apart.
    private void form(RoutingContext context, Consumer<Exchange> handler) {
        Future<Buffer> whole = context.request().body();
        context.request().resume(); // it waits for whoever reads it
        whole.onSuccess(body -> {
            if (body.length() > settings.maxBodySize().asLongValue()) {
                new Exchange(context).send(ApiError.of(413, "The request is too large; send a shorter recording."));
            } else {
                ((RoutingContextInternal) context).setBody(body);
                onVirtualThread(context, handler);
            }
        }).onFailure(context::fail);
    }

    /// The list of models is open, as the Space's own pages read it; but a client with a wrong key learns of it here.
    private void admit(RoutingContext context) {
        if (context.request().getHeader("Authorization") == null && HttpMethod.GET.equals(context.request().method())
                && MODELS.matcher(context.request().path()).matches()) {
            context.next();
            return;
        }
        try {
            keys.admit(context.request().getHeader("Authorization")).ifPresent(key -> context.put(Exchange.KEY, key));
            context.next();
        } catch (ApiException e) {
            new Exchange(context).send(e.error());
        }
    }

    private static void wantJson(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        if (type == null
                || List.of("application/json", "text/json").contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
            context.next();
        } else {
            new Exchange(context).send(ApiError.of(415,
                    "Unsupported content type '%s'; send application/json.".formatted(type)));
        }
    }

    private static void onVirtualThread(RoutingContext context, Consumer<Exchange> handler) {
        Exchange exchange = new Exchange(context);
        Thread.ofVirtual().name("openai-", 0).start(Context.current().wrap(() -> answer(exchange, handler)));
    }

    private static void answer(Exchange exchange, Consumer<Exchange> handler) {
        try {
            handler.accept(exchange);
        } catch (ApiException e) {
            exchange.send(e.error());
        } catch (ClientGoneException e) {
            LOG.debug("a client left before it had its answer");
        } catch (RuntimeException e) {
            LOG.error("a request failed", e);
            exchange.send(ApiError.of(500, "The server failed; its log says why."));
        }
    }

    private static void fail(RoutingContext context) {
        int status = context.statusCode() < 400 ? 500 : context.statusCode();
        if (status >= 500) {
            LOG.error("a request failed", context.failure());
        }
        new Exchange(context).send(ApiError.of(status, switch (status) {
            case 413 -> "The request is too large; upload files instead of sending them inline.";
            default -> status < 500 ? "We could not read your request." : "The server failed; its log says why.";
        }));
    }
}
