package org.llmspace.web.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/// An OpenID provider that gives its word for whomever a code names: the code is `name|nonce|challenge` in base64.
public final class FakeProvider implements QuarkusTestResourceLifecycleManager {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private HttpServer server;
    private KeyPair keys;
    private KeyPair strangers;

    @Override
    public Map<String, String> start() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
            strangers = generator.generateKeyPair();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200, """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token","jwks_uri":"%1$s/jwks",
                "id_token_signing_alg_values_supported":["RS256"],"response_types_supported":["code"],
                "subject_types_supported":["public"]}""".formatted(issuer())));
        server.createContext("/jwks", exchange -> answer(exchange, 200, jwks()));
        server.createContext("/token", this::token);
        server.start();
        return Map.of("llmspace.guard.oidc-issuer", issuer(), "llmspace.guard.oidc-client-id", "the-space",
                "llmspace.guard.oidc-client-secret", "between us");
    }

    static String code(String name, String nonce, String challenge) {
        return BASE64.encodeToString((name + "|" + nonce + "|" + challenge).getBytes(UTF_8));
    }

    private String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private String jwks() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"one\",\"n\":\"%s\",\"e\":\"%s\"}]}"
                .formatted(number(key.getModulus().toByteArray()), number(key.getPublicExponent().toByteArray()));
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = Arrays.stream(new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(field -> field[0], field -> URLDecoder.decode(field[1], UTF_8)));
        String[] code = new String(Base64.getUrlDecoder().decode(form.get("code")), UTF_8).split("\\|");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(form.get("code_verifier").getBytes(UTF_8));
            if (!BASE64.encodeToString(hash).equals(code[2])) {
                answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
                return;
            }
            String audience = code[0].equals("of-another-client") ? "another" : "the-space";
            long issued = Instant.now().getEpochSecond() - (code[0].equals("too-late") ? 7_200 : 0);
            String token = signed("""
                    {"iss":"%s","aud":"%s","sub":"id-of-%s","preferred_username":"%s","nonce":"%s","iat":%d,"exp":%d}"""
                    .formatted(issuer(), audience, code[0], code[0], code[1], issued, issued + 600),
                    code[0].equals("forged") ? strangers : keys);
            answer(exchange, 200, "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"expires_in\":600,\"id_token\":\"%s\"}"
                    .formatted(token));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(String claims, KeyPair by) throws GeneralSecurityException {
        String said = BASE64.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"one\"}".getBytes(UTF_8)) + "."
                + BASE64.encodeToString(claims.getBytes(UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(by.getPrivate());
        signature.update(said.getBytes(UTF_8));
        return said + "." + BASE64.encodeToString(signature.sign());
    }

    private static String number(byte[] bytes) {
        return BASE64.encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
