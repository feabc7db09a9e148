package org.llmspace.web.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2AuthorizationURL;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import io.vertx.ext.auth.oauth2.providers.OpenIDConnectAuth;

/// Logging in with an OpenID provider: the authorization code flow, with PKCE and a nonce. Only the name is kept.
@ApplicationScoped
class OidcLogin {

    private static final Logger LOG = Logger.getLogger(OidcLogin.class);
    private static final int PATIENCE_SECONDS = 10;
    private static final List<String> NAMES = List.of("preferred_username", "email", "sub");

    private final Vertx vertx;
    private final GuardConfig config;
    private final Logins logins;
    private @Nullable OAuth2Auth provider;

    OidcLogin(Vertx vertx, GuardConfig config, Logins logins) {
        this.vertx = vertx;
        this.config = config;
        this.logins = logins;
    }

    /// Where the browser has to go.
    ///
    /// @param state that nobody can guess
    /// @throws OidcException if the provider cannot be reached
    String address(String callback, String state) {
        return provider().authorizeURL(new OAuth2AuthorizationURL().setRedirectUri(callback).setState(state)
                .setScopes(List.of("openid", "profile", "email"))
                .putAdditionalParameter("code_challenge", challenge(verifier(state)))
                .putAdditionalParameter("code_challenge_method", "S256").putAdditionalParameter("nonce", nonce(state)));
    }

    /// Who has come back with a code.
    ///
    /// @throws OidcException if the provider does not vouch for anybody
    String name(String code, String callback, String state) {
        User user = wait(provider().authenticate(new Oauth2Credentials().setFlow(OAuth2FlowType.AUTH_CODE).setCode(code)
                .setRedirectUri(callback).setCodeVerifier(verifier(state))), "The login was not confirmed. Try again.");
        // Only a token whose signature is right gets there.
        JsonObject token = user.attributes().getJsonObject("idToken");
        if (token == null || !isForUs(token) || !nonce(state).equals(token.getString("nonce"))) {
            throw new OidcException("The login was not confirmed. Try again.");
        }
        return NAMES.stream().map(token::getString)
                .filter(name -> name != null && !name.isBlank()).findFirst()
                .orElseThrow(() -> new OidcException("The login has no name."));
    }

    private boolean isForUs(JsonObject token) {
        Object audience = token.getValue("aud");
        boolean ours = audience instanceof JsonArray several ? several.contains(client()) : client().equals(audience);
        return ours && issuer().equals(String.valueOf(token.getString("iss")).replaceAll("/$", ""))
                && token.getLong("exp", 0L) > Instant.now().getEpochSecond();
    }

    private String issuer() {
        return config.oidcIssuer().orElseThrow().replaceAll("/$", "");
    }

    private String client() {
        return config.oidcClientId().orElse("llm-space");
    }

    /// Asked for when somebody logs in, so that the Space starts without it.
    private synchronized OAuth2Auth provider() {
        OAuth2Auth known = provider;
        if (known == null) {
            known = wait(OpenIDConnectAuth.discover(vertx, new OAuth2Options().setSite(issuer())
                    .setClientId(client())
                    .setClientSecret(config.oidcClientSecret().orElse(null))),
                    "The place to log in cannot be reached. Try again.");
            provider = known;
        }
        return known;
    }

    private String verifier(String state) {
        return logins.derived("verifier " + state);
    }

    private String nonce(String state) {
        return logins.derived("nonce " + state);
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T wait(Future<T> future, String otherwise) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("login elsewhere: %s", e.getMessage());
            throw new OidcException(otherwise, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OidcException(otherwise, e);
        }
    }
}
