package org.llmspace.web.space;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;

/// The style sheet, which pages carry with them: on a slow network a request of its own would keep the page blank for a
/// second. The policy of each response names its hash, so that no other style can be slipped in.
@ApplicationScoped
public class PageStyle {

    private static final int EARLY = 1_000;

    private final String text = read();
    private final String policy = ("default-src 'none'; script-src 'self'; style-src 'self' 'sha256-%s'; "
            + "img-src 'self' data: blob:; media-src 'self' data: blob:; connect-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'self'").formatted(sha256(text));

    void protect(@Observes Filters filters) {
        filters.register(request -> {
            request.response().putHeader("Content-Security-Policy", policy);
            request.next();
        }, EARLY);
    }

    String text() {
        return text;
    }

    private static String read() {
        try (InputStream file = Thread.currentThread().getContextClassLoader()
                .getResourceAsStream("META-INF/resources/space.css")) {
            return new String(requireNonNull(file).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
