package org.llmspace.web.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import at.favre.lib.crypto.bcrypt.BCrypt;

/// Who may log in, from a file as `htpasswd -B` writes it.
final class Users {

    /// Of a password that nobody has, so that unknown names take as long as known ones.
    private static final String NOBODY = BCrypt.withDefaults().hashToString(10, "nobody".toCharArray());

    private final Map<String, String> hashes;

    private Users(Map<String, String> hashes) {
        this.hashes = hashes;
    }

    /// @throws IllegalStateException that says what is wrong with the file
    static Users read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("The users file %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        for (String line : lines.stream().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList()) {
            int colon = line.indexOf(':');
            if (colon < 1 || !line.substring(colon + 1).matches("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}")) {
                throw new IllegalStateException(("Line %d of the users file %s is no 'name:hash' with a bcrypt hash. "
                        + "Write the file with: htpasswd -B -c FILE NAME").formatted(lines.indexOf(line) + 1, file));
            }
            hashes.put(line.substring(0, colon), line.substring(colon + 1));
        }
        if (hashes.isEmpty()) {
            throw new IllegalStateException("There is nobody in the users file %s.".formatted(file));
        }
        return new Users(hashes);
    }

    /// Takes some time on purpose, so it is not for event loops.
    boolean knows(String name, String password) {
        String hash = hashes.get(name);
        byte[] secret = password.getBytes(UTF_8);
        // What bcrypt cannot take in is not cut off silently.
        boolean right = secret.length <= 72
                && BCrypt.verifyer().verify(secret, (hash == null ? NOBODY : hash).getBytes(UTF_8)).verified;
        return right && hash != null;
    }

    /// Whether somebody who logged in earlier still may.
    boolean has(@Nullable String name) {
        return name != null && hashes.containsKey(name);
    }

    /// All of it, for a key that nobody can guess who does not know the file.
    String text() {
        return hashes.toString();
    }
}
