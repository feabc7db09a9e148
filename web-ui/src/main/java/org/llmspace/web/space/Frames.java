package org.llmspace.web.space;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;

import org.llmspace.web.guard.Site;

import io.vertx.ext.web.RoutingContext;

/// Builds what surrounds a page from the request for it.
@ApplicationScoped
public class Frames {

    static final String THEME = "theme";
    static final Set<String> THEMES = Set.of("light", "dark", "system");

    private final String version = version();
    private final Site site;
    private final PageStyle style;

    Frames(Site site, PageStyle style) {
        this.site = site;
        this.style = style;
    }

    Frame of(String tab, HttpHeaders headers) {
        return new Frame(site.root(), theme(headers.getCookies()), tab, version, style.text(), 0);
    }

    /// Whose conversations and documents a page shows: those of who has logged in, or of this browser.
    String owner(HttpHeaders headers) {
        return site.owner().orElseGet(() -> Owners.ofOrNew(headers));
    }

    /// What surrounds a page that no resource makes.
    Frame of(String tab, RoutingContext request) {
        io.vertx.core.http.Cookie cookie = request.request().getCookie(THEME);
        return new Frame(Site.root(request), cookie == null ? "system" : known(cookie.getValue()), tab, version, style.text(),
                0);
    }

    /// The path of the Space, with a slash at its end.
    String root() {
        return site.root();
    }

    /// The address of the Space, with a slash at its end.
    String url() {
        return site.url();
    }

    private static String theme(Map<String, Cookie> cookies) {
        Cookie cookie = cookies.get(THEME);
        return cookie == null ? "system" : known(cookie.getValue());
    }

    private static String known(String theme) {
        return THEMES.contains(theme) ? theme : "system";
    }

    private static String version() {
        CRC32 sum = new CRC32();
        for (String name : List.of("space.js", "chat.js")) {
            try (InputStream file = Thread.currentThread().getContextClassLoader()
                    .getResourceAsStream("META-INF/resources/" + name)) {
                if (file != null) {
                    sum.update(file.readAllBytes());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Long.toHexString(sum.getValue());
    }
}
