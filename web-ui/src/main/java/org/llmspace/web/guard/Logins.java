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

    private final @Nullable Users users;
    private final @Nullable LoginTokens tokens;
    private final RateLimit tries;
    /// No passwords, but what can only be made of them; at most one for each user.
    private final Set<String> proven = ConcurrentHashMap.newKeySet();

    Logins(GuardConfig config) {
        this.users = config.usersFile().map(Users::read).orElse(null);
        Users known = users;
        this.tokens = known == null ? null : new LoginTokens(config.secret().orElseGet(known::text), config.loginLasts());
        this.tries = new RateLimit(config.loginsPerMinute(), System::nanoTime);
    }

    /// A users file that makes no sense is said at once.
    void start(@Observes StartupEvent event) {
        needed();
    }

    /// Whether only some may come in.
    public boolean needed() {
        return users != null;
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
        return known == null || made == null ? Optional.empty()
                : made.name(token, Instant.now()).filter(known::has);
    }

    int lastsSeconds() {
        LoginTokens made = tokens;
        return made == null ? 0 : Math.toIntExact(made.lasts().toSeconds());
    }
}
