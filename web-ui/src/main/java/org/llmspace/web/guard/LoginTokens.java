package org.llmspace.web.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/// What a browser keeps of a login: a name and until when, signed, so that any replica can check it and none has to keep it.
final class LoginTokens {

    private static final String SIGNATURE = "HmacSHA256";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final Duration lasts;

    LoginTokens(String secret, Duration lasts) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(("login of LLM Space\n" + secret).getBytes(UTF_8));
            this.key = new SecretKeySpec(hash, SIGNATURE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        this.lasts = lasts;
    }

    Duration lasts() {
        return lasts;
    }

    String of(String name, Instant now) {
        String said = BASE64.encodeToString(name.getBytes(UTF_8)) + "." + now.plus(lasts).getEpochSecond();
        return said + "." + sign(said);
    }

    /// The name in a token; empty if it is none of ours, or too old.
    Optional<String> name(@Nullable String token, Instant now) {
        String[] parts = token == null ? new String[0] : token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        String said = parts[0] + "." + parts[1];
        if (!MessageDigest.isEqual(sign(said).getBytes(UTF_8), parts[2].getBytes(UTF_8))
                || now.getEpochSecond() >= Long.parseLong(parts[1])) {
            return Optional.empty();
        }
        return Optional.of(new String(Base64.getUrlDecoder().decode(parts[0]), UTF_8));
    }

    /// What only this Space can make of a text.
    String sign(String text) {
        try {
            Mac mac = Mac.getInstance(SIGNATURE);
            mac.init(key);
            return BASE64.encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
