package org.llmspace.web.guard;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/// The present request as its client sees it, proxies in between or not: where the Space is, and who asks.
@ApplicationScoped
public class Site {

    static final String ROOT = "llmspace.root";
    static final String USER = "llmspace.user";

    private final CurrentVertxRequest request;
    private final Logins logins;

    Site(CurrentVertxRequest request, Logins logins) {
        this.request = request;
        this.logins = logins;
    }

    /// The path of the Space, with a slash at its end.
    public String root() {
        return root(request.getCurrent());
    }

    /// The path of the Space for a request, with a slash at its end.
    public static String root(RoutingContext request) {
        String root = request.get(ROOT);
        return root == null ? "/" : root;
    }

    /// The address of the Space, with a slash at its end.
    public String url() {
        HttpServerRequest now = request.getCurrent().request();
        return now.scheme() + "://" + now.authority() + root();
    }

    /// Who has logged in; empty if nobody needs to.
    public Optional<String> user() {
        return Optional.ofNullable(request.getCurrent().get(USER));
    }

    /// A name for what is kept for who has logged in, which nobody else can work out; empty if nobody needs to.
    public Optional<String> owner() {
        return user()
                .map(user -> HexFormat.of().formatHex(Base64.getUrlDecoder().decode(logins.derived("owner " + user)), 0, 16));
    }

    /// A name that a client has chosen, made one of its user's own, so that nobody can guess into another one's session.
    public @Nullable String own(@Nullable String session) {
        return session == null ? null : user().map(user -> user + "/" + session).orElse(session);
    }

    /// By which a client is counted: its user, or where it comes from.
    public String client() {
        return client(request.getCurrent());
    }

    static String client(RoutingContext context) {
        String user = context.get(USER);
        return user != null ? "user " + user : String.valueOf(context.request().remoteAddress().hostAddress());
    }
}
