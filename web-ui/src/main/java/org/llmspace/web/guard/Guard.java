package org.llmspace.web.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// Stands before all routes: finds out under which path the Space is seen, refuses what other sites' pages send in a
/// visitor's name, lets in who has logged in, and lets nobody take more than a share.
@ApplicationScoped
public class Guard {

    /// Before the filter for origins.
    private static final int FIRST = -1_000;
    /// After the filter for origins, before files and bodies.
    private static final int BEFORE_ROUTES = -90;
    private static final Pattern OPEN = Pattern
            .compile(
                    "/(login(/oidc|/callback)?|logout|[a-z]+\\.(css|js|svg)|robots\\.txt|favicon\\.ico|manifest\\.json|q/.*|gradio_api/(app_id|startup-events|theme\\.css)/?)");
    private static final Pattern ROOT_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+/?");

    private final Logins logins;
    private final FilePass passes;
    private final RateLimit calls;
    private final String rootPath;

    Guard(GuardConfig config, Logins logins, FilePass passes) {
        this.logins = logins;
        this.passes = passes;
        this.calls = new RateLimit(config.callsPerMinute(), System::nanoTime);
        this.rootPath = rootPath(config.rootPath());
    }

    void routes(@Observes Router router) {
        router.route().order(FIRST).handler(this::locate);
        router.route().order(BEFORE_ROUTES).handler(this::admit);
    }

    private static String rootPath(String configured) {
        if (configured.equals("/")) {
            return "/";
        }
        if (!ROOT_PATH.matcher(configured).matches()) {
            throw new IllegalStateException(
                    "llmspace.guard.root-path must be a path such as /space, not '%s'.".formatted(configured));
        }
        return configured.endsWith("/") ? configured : configured + "/";
    }

    /// Cuts the path off under which the Space is seen, if the proxy has not.
    private void locate(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (context.get(Site.ROOT) != null) {
            context.next();
            return;
        }
        String root = trustedPrefix(request).orElse(rootPath);
        context.put(Site.ROOT, root);
        // What a browser says of its own page is true whatever proxies make of host and scheme.
        if ("same-origin".equals(request.getHeader("Sec-Fetch-Site"))) {
            request.headers().remove("Origin");
        }
        String path = request.path();
        if (root.equals("/") || !(path + "/").startsWith(root)) {
            context.next();
            return;
        }
        String rest = path.length() < root.length() ? "/" : path.substring(root.length() - 1);
        context.reroute(request.query() == null ? rest : rest + "?" + request.query());
    }

    /// Only a proxy that is trusted is believed.
    private static Optional<String> trustedPrefix(HttpServerRequest request) {
        String prefix = request.getHeader("X-Forwarded-Prefix");
        boolean trusted = "true".equals(request.getHeader("X-Forwarded-Trusted-Proxy"));
        return trusted && prefix != null && ROOT_PATH.matcher(prefix).matches() ? Optional.of(rootPath(prefix))
                : Optional.empty();
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean changes = !HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())
                && !HttpMethod.OPTIONS.equals(request.method());
        if (changes && "cross-site".equals(request.getHeader("Sec-Fetch-Site")) && request.getHeader("Origin") == null) {
            refuse(context, 403, "This was sent by a page of another site.");
        } else if (!logins.needed() || OPEN.matcher(request.path()).matches() || passes.opens(request)) {
            letIn(context, changes);
        } else {
            identify(context, changes);
        }
    }

    private void identify(RoutingContext context, boolean changes) {
        String authorization = String.valueOf(context.request().getHeader("Authorization"));
        Cookie cookie = context.request().getCookie(Logins.COOKIE);
        Optional<String> user = logins.name(cookie == null ? null : cookie.getValue())
                .or(() -> logins.name(after("Bearer ", authorization)));
        String basic = after("Basic ", authorization);
        if (user.isPresent()) {
            context.put(Site.USER, user.get());
            letIn(context, changes);
        } else if (basic != null) {
            check(context, basic, changes);
        } else {
            keepOut(context);
        }
    }

    /// A password takes long to check, so that is not for the event loop.
    private void check(RoutingContext context, String basic, boolean changes) {
        context.request().pause();
        context.vertx().executeBlocking(() -> ofBasic(context, basic), false).onComplete(checked -> {
            context.request().resume();
            if (checked.failed()) {
                refuse(context, 429, String.valueOf(checked.cause().getMessage()));
            } else if (checked.result().isPresent()) {
                context.put(Site.USER, checked.result().get());
                letIn(context, changes);
            } else {
                keepOut(context);
            }
        });
    }

    private Optional<String> ofBasic(RoutingContext context, String basic) {
        try {
            String[] parts = new String(Base64.getDecoder().decode(basic), UTF_8).split(":", 2);
            return parts.length < 2 ? Optional.empty()
                    : logins.nameOf(Site.client(context), parts[0], parts[1]);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String after(String scheme, String authorization) {
        return authorization.regionMatches(true, 0, scheme, 0, scheme.length())
                ? authorization.substring(scheme.length()).strip()
                : null;
    }

    private void letIn(RoutingContext context, boolean changes) {
        Duration wait = changes ? calls.take(Site.client(context)) : Duration.ZERO;
        if (wait.isPositive()) {
            TooManyRequestsException why = new TooManyRequestsException(wait);
            context.response().putHeader("Retry-After", Long.toString(why.seconds()));
            refuse(context, 429, String.valueOf(why.getMessage()));
        } else {
            context.next();
        }
    }

    /// People are shown where to log in; programs are told in the words that Gradio's clients know.
    private static void keepOut(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response().putHeader("Cache-Control", "no-store");
        String accept = String.valueOf(request.getHeader("Accept"));
        if (HttpMethod.GET.equals(request.method()) && accept.contains("text/html")) {
            String root = context.get(Site.ROOT);
            String next = request.path().substring(1) + (request.query() == null ? "" : "?" + request.query());
            response.setStatusCode(303).putHeader("Location", root + "login?next=" + URLEncoder.encode(next, UTF_8)).end();
        } else {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"LLM Space\"");
            answer(context, 401, new JsonObject().put("detail",
                    new JsonObject().put("error", "Not authenticated").putNull("auth_message")));
        }
    }

    private static void refuse(RoutingContext context, int status, String why) {
        answer(context, status, new JsonObject().put("detail", why).put("error", why));
    }

    private static void answer(RoutingContext context, int status, JsonObject body) {
        context.response().setStatusCode(status).putHeader("Content-Type", "application/json").end(body.encode());
    }
}
