package org.llmspace.web.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.security.MessageDigest;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.http.HttpServerRequest;

/// Lets the other services fetch the one file to which they are referred, although they have not logged in.
@ApplicationScoped
public class FilePass {

    private static final String FILE = "/gradio_api/file=";
    private static final String PASS = "pass";

    private final Logins logins;

    FilePass(Logins logins) {
        this.logins = logins;
    }

    /// What the address of a file ends with; empty where nobody needs to log in.
    ///
    /// @param path what clients call the file
    public String of(String path) {
        return logins.needed() ? "?" + PASS + "=" + pass(path) : "";
    }

    boolean opens(HttpServerRequest request) {
        String pass = request.getParam(PASS);
        return pass != null && request.path().startsWith(FILE)
                && MessageDigest.isEqual(pass.getBytes(UTF_8), pass(path(request)).getBytes(UTF_8));
    }

    private String pass(String path) {
        return logins.derived("file " + path);
    }

    private static String path(HttpServerRequest request) {
        try {
            return URLDecoder.decode(request.path().substring(FILE.length()).replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
