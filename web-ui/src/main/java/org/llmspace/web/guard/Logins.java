package org.llmspace.web.guard;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.StartupEvent;

/// Who is who, if that matters here.
@ApplicationScoped
public class Logins {

    static final String COOKIE = "access-token";
    /// What the names of those begin with who are known elsewhere; names in a users file have no colon.
    private static final String ELSEWHERE = "oidc:";

    private final @Nullable Users users;
    private final boolean elsewhere;
    private final @Nullable LoginTokens tokens;
    private final RateLimit tries;
    /// No passwords, but what can only be made of them; at most one for each user.
    private final Set<String> proven = ConcurrentHashMap.newKeySet();

    Logins(GuardConfig config) {
        this.users = config.usersFile().map(Users::read).orElse(null);
        this.elsewhere = config.oidcIssuer().isPresent();
        this.tokens = users == null && !elsewhere ? null : new LoginTokens(secret(config, users), config.loginLasts());
        this.tries = new RateLimit(config.loginsPerMinute(), System::nanoTime);
    }

    private static String secret(GuardConfig config, @Nullable Users users) {
        return config.secret().orElseGet(() -> {
            String secret = (users == null ? "" : users.text()) + config.oidcClientSecret().orElse("");
            if (secret.isEmpty()) {
                throw new IllegalStateException("A login without a users file and without a client secret needs a secret of "
                        + "its own to sign with: set llmspace.guard.secret.");
            }
            return secret;
        });
    }

    /// A users file that makes no sense is said at once.
    void start(@Observes StartupEvent event) {
        needed();
    }

    /// Whether only some may come in.
    public boolean needed() {
        return tokens != null;
    }

    /// Whether there are names and passwords here.
    boolean byPassword() {
        return users != null;
    }

    /// Whether people log in elsewhere.
    boolean elsewhere() {
        return elsewhere;
    }

    /// A token for somebody whom the provider knows.
    String tokenOfKnownElsewhere(String name) {
        return sealed(ELSEWHERE + name);
    }

    /// A text that nobody else can have made; it is no login.
    String sealed(String text) {
        return made().of(text, Instant.now());
    }

    /// The text in what [#sealed] made; empty if it did not make it.
    Optional<String> opened(@Nullable String sealed) {
        return made().name(sealed, Instant.now());
    }

    /// Something that can only be made here of a text, and always the same.
    String derived(String text) {
        return made().sign(text);
    }

    private LoginTokens made() {
        LoginTokens made = tokens;
        if (made == null) {
            throw new IllegalStateException("nobody needs to log in here");
        }
        return made;
    }

    /// A token for a name and its password; empty if they do not fit. Takes some time on purpose.
    ///
    /// @param client who tries
    /// @throws TooManyRequestsException if that client has tried too often
    Optional<String> token(String client, String name, String password) {
        LoginTokens made = tokens;
        return made == null ? Optional.empty()
                : nameOf(client, name, password).map(right -> made.of(right, Instant.now()));
    }

    /// The name itself if the password is its, as in [#token]. What was right a moment ago is not worked out again.
    Optional<String> nameOf(String client, String name, String password) {
        Users known = users;
        LoginTokens made = tokens;
        if (known == null || made == null) {
            return Optional.empty();
        }
        String proof = made.sign(name + "\n" + password);
        if (proven.contains(proof)) {
            return Optional.of(name);
        }
        TooManyRequestsException.throwIfAny(tries.take(client));
        if (!known.knows(name, password)) {
            return Optional.empty();
        }
        proven.add(proof);
        return Optional.of(name);
    }

    /// Who has a token; empty if it is not valid, not any more, or of somebody who is not known any more.
    Optional<String> name(@Nullable String token) {
        Users known = users;
        LoginTokens made = tokens;
        return made == null ? Optional.empty()
                : made.name(token, Instant.now()).filter(name -> name.startsWith(ELSEWHERE) ? elsewhere
                        : known != null && known.has(name));
    }

    int lastsSeconds() {
        LoginTokens made = tokens;
        return made == null ? 0 : Math.toIntExact(made.lasts().toSeconds());
    }
}
