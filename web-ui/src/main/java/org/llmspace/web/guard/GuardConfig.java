package org.llmspace.web.guard;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Who may use the Space, how much of it, and under which path it is seen.
@ConfigMapping(prefix = "llmspace.guard")
public interface GuardConfig {

    /// The path under which people see the Space, for instance `/space`. A proxy may pass it on or cut it off.
    @WithDefault("/")
    String rootPath();

    /// Who may log in: lines `name:hash` as `htpasswd -B` writes them. Without it everybody may use the Space.
    Optional<Path> usersFile();

    /// Where people log in who are known elsewhere: an OpenID provider's issuer, for instance
    /// `https://login.example.org/realms/team`. Its client may redirect to `/login/callback` of this Space.
    Optional<String> oidcIssuer();

    /// What this Space is called there.
    Optional<String> oidcClientId();

    Optional<String> oidcClientSecret();

    /// Signs what browsers keep of a login. Replicas need the same one; if it is not set, it is made of the users file and
    /// the client's secret.
    Optional<String> secret();

    @WithDefault("12h")
    Duration loginLasts();

    /// What one client may ask for in a minute before it is told to wait; 0 means no limit. Each replica counts for itself.
    @WithDefault("6000")
    int callsPerMinute();

    /// How often one client may try to log in within a minute.
    @WithDefault("20")
    int loginsPerMinute();
}
