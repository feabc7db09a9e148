package org.llmspace.web.guard;

import static java.util.Objects.requireNonNullElse;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
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

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;

/// Logging in and out, for people and for Gradio's clients: the JavaScript one sends multipart, the Python one a form.
@Path("/")
@RunOnVirtualThread
public class LoginResource {

    private static final String HTML = "text/html;charset=UTF-8";

    private final Logins logins;
    private final Site site;

    LoginResource(Logins logins, Site site) {
        this.logins = logins;
        this.site = site;
    }

    @CheckedTemplate(basePath = "")
    static final class Templates {

        private Templates() {
        }

        static native TemplateInstance login(String root, String next, String error);
    }

    @GET
    @Path("login")
    public Response form(@QueryParam("next") @Nullable String next) {
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

    /// Gradio's way to log out is a link.
    @GET
    @Path("logout")
    public Response logout(@Context UriInfo uri) {
        return Response.seeOther(URI.create(site.root())).cookie(cookie("", 0, uri)).build();
    }

    record Attempt(@Nullable String username, @Nullable String password, @Nullable String next, @Nullable String accept) {

        /// Whether a browser shows the answer.
        boolean ofPerson() {
            return accept != null && accept.contains("text/html");
        }
    }

    private Response login(Attempt attempt, UriInfo uri) {
        if (!logins.needed()) {
            return Response.status(404).type(MediaType.APPLICATION_JSON)
                    .entity(Map.of("detail", "This Space has no login; leave name and password out.")).build();
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
        return answer.cookie(cookie(token.get(), logins.lastsSeconds(), uri)).build();
    }

    private Response refused(int status, Attempt attempt, String why) {
        return attempt.ofPerson() ? page(status, attempt.next(), why)
                : Response.status(status).type(MediaType.APPLICATION_JSON).entity(Map.of("detail", why)).build();
    }

    private Response page(int status, @Nullable String next, String error) {
        return Response.status(status).type(HTML).header("Cache-Control", "no-store")
                .entity(Templates.login(site.root(), inside(next), error)).build();
    }

    /// Where to go on, which may only be inside the Space.
    private static String inside(@Nullable String next) {
        return next != null && next.matches("[A-Za-z0-9_-][A-Za-z0-9_/?=&.%-]*") ? next : "";
    }

    private NewCookie cookie(String value, int seconds, UriInfo uri) {
        return new NewCookie.Builder(Logins.COOKIE).value(value).path(site.root()).maxAge(seconds).httpOnly(true)
                .secure(uri.getRequestUri().getScheme().equals("https")).sameSite(NewCookie.SameSite.LAX).build();
    }
}
