package org.llmspace.web.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;
import org.llmspace.web.backend.NewCall;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;

/// Logging in and out, for people and for Gradio's clients: the JavaScript one sends multipart, the Python one a form.
@Path("/")
@RunOnVirtualThread
public class LoginResource {

    private static final String HTML = "text/html;charset=UTF-8";

    private static final String STATE = "login-state";
    private static final int STATE_SECONDS = 600;

    private final Logins logins;
    private final OidcLogin oidc;
    private final Site site;

    LoginResource(Logins logins, OidcLogin oidc, Site site) {
        this.logins = logins;
        this.oidc = oidc;
        this.site = site;
    }

    @CheckedTemplate(basePath = "")
    static final class Templates {

        private Templates() {
        }

        static native TemplateInstance login(String root, String next, String error, boolean byPassword,
                boolean elsewhere);
    }

    @GET
    @Path("login")
    public Response form(@QueryParam("next") @Nullable String next) {
        if (logins.needed() && !logins.byPassword()) {
            return Response.seeOther(URI.create(site.root() + "login/oidc?next=" + URLEncoder.encode(inside(next), UTF_8)))
                    .build();
        }
        return logins.needed() ? page(200, next, "") : Response.seeOther(URI.create(site.root())).build();
    }

    @POST
    @Path("login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response ofForm(@RestForm @Nullable String username, @RestForm @Nullable String password,
            @RestForm @Nullable String next, @HeaderParam("Accept") @Nullable String accept, @Context UriInfo uri) {
        return login(new Attempt(username, password, next, accept), uri);
    }

    @POST
    @Path("login")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response ofMultipart(@RestForm @Nullable String username, @RestForm @Nullable String password,
            @RestForm @Nullable String next, @HeaderParam("Accept") @Nullable String accept, @Context UriInfo uri) {
        return login(new Attempt(username, password, next, accept), uri);
    }

    /// On to where people are known. What comes back is bound to this browser by a cookie.
    @GET
    @Path("login/oidc")
    public Response elsewhere(@QueryParam("next") @Nullable String next, @Context UriInfo uri) {
        if (!logins.elsewhere()) {
            return Response.status(404).build();
        }
        String state = NewCall.newId();
        try {
            return Response.seeOther(URI.create(oidc.address(callback(), state)))
                    .cookie(cookie(STATE, logins.sealed("state:" + state + ":" + inside(next)), STATE_SECONDS, uri)).build();
        } catch (OidcException e) {
            return page(502, next, String.valueOf(e.getMessage()));
        }
    }

    @GET
    @Path("login/callback")
    public Response back(@QueryParam("code") @Nullable String code, @QueryParam("state") @Nullable String state,
            @CookieParam(STATE) @Nullable String kept, @Context UriInfo uri) {
        String[] begun = kept == null || !logins.elsewhere() ? new String[0]
                : logins.opened(kept).orElse("").split(":", 3);
        if (begun.length != 3 || !begun[0].equals("state") || !begun[1].equals(state) || code == null) {
            return page(400, "", "This login was not begun in this browser, or not ended. Try again.");
        }
        try {
            String name = oidc.name(code, callback(), begun[1]);
            return Response.seeOther(URI.create(site.root() + inside(begun[2])))
                    .cookie(cookie(Logins.COOKIE, logins.tokenOfKnownElsewhere(name), logins.lastsSeconds(), uri))
                    .cookie(cookie(STATE, "", 0, uri)).build();
        } catch (OidcException e) {
            return page(502, begun[2], String.valueOf(e.getMessage()));
        }
    }

    private String callback() {
        return site.url() + "login/callback";
    }

    /// Gradio's way to log out is a link.
    @GET
    @Path("logout")
    public Response logout(@Context UriInfo uri) {
        return Response.seeOther(URI.create(site.root())).cookie(cookie(Logins.COOKIE, "", 0, uri)).build();
    }

    record Attempt(@Nullable String username, @Nullable String password, @Nullable String next, @Nullable String accept) {

        /// Whether a browser shows the answer.
        boolean ofPerson() {
            return accept != null && accept.contains("text/html");
        }
    }

    private Response login(Attempt attempt, UriInfo uri) {
        if (!logins.needed()) {
            // As Gradio does: clients that bring a password anyway are let in.
            return Response.seeOther(URI.create(site.root())).build();
        }
        if (!logins.byPassword()) {
            return refused(401, attempt, "No passwords are known here; log in in a browser.");
        }
        Optional<String> token;
        try {
            token = logins.token(site.client(), requireNonNullElse(attempt.username(), ""),
                    requireNonNullElse(attempt.password(), ""));
        } catch (TooManyRequestsException e) {
            return refused(429, attempt, String.valueOf(e.getMessage()));
        }
        if (token.isEmpty()) {
            return refused(401, attempt, "Incorrect credentials.");
        }
        Response.ResponseBuilder answer = attempt.ofPerson()
                ? Response.seeOther(URI.create(site.root() + inside(attempt.next())))
                : Response.ok(Map.of("success", true), MediaType.APPLICATION_JSON);
        return answer.cookie(cookie(Logins.COOKIE, token.get(), logins.lastsSeconds(), uri)).build();
    }

    private Response refused(int status, Attempt attempt, String why) {
        return attempt.ofPerson() ? page(status, attempt.next(), why)
                : Response.status(status).type(MediaType.APPLICATION_JSON).entity(Map.of("detail", why)).build();
    }

    private Response page(int status, @Nullable String next, String error) {
        return Response.status(status).type(HTML).header("Cache-Control", "no-store")
                .entity(Templates.login(site.root(), inside(next), error, logins.byPassword(), logins.elsewhere())).build();
    }

    /// Where to go on, which may only be inside the Space.
    private static String inside(@Nullable String next) {
        return next != null && next.matches("[A-Za-z0-9_-][A-Za-z0-9_/?=&.%-]*") ? next : "";
    }

    private NewCookie cookie(String name, String value, int seconds, UriInfo uri) {
        return new NewCookie.Builder(name).value(value).path(site.root()).maxAge(seconds).httpOnly(true)
                .secure(uri.getRequestUri().getScheme().equals("https")).sameSite(NewCookie.SameSite.LAX).build();
    }
}
