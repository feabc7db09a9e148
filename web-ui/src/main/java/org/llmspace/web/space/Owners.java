package org.llmspace.web.space;

import java.util.Optional;

import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;

import org.llmspace.web.backend.NewCall;

/// Whose documents a browser sees: a name in a cookie that nobody can guess, made with the first document.
final class Owners {

    private static final String COOKIE = "owner";
    private static final int KEPT_SECONDS = 400 * 24 * 3600;

    private Owners() {
    }

    static Optional<String> of(HttpHeaders headers) {
        return Optional.ofNullable(headers.getCookies().get(COOKIE)).map(Cookie::getValue)
                .filter(name -> name.matches("[0-9a-f]{32}"));
    }

    static String ofOrNew(HttpHeaders headers) {
        return of(headers).orElseGet(NewCall::newId);
    }

    /// The response, with which the browser remembers the name.
    static Response remember(Response response, String owner, String root) {
        return Response.fromResponse(response).cookie(new NewCookie.Builder(COOKIE).value(owner)
                .path(root).maxAge(KEPT_SECONDS).httpOnly(true)
                .sameSite(NewCookie.SameSite.LAX).build()).build();
    }
}
