package org.llmspace.chat.openai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.llmspace.chat.provider.Forwarding;
import org.llmspace.chat.provider.ProviderException;
import org.llmspace.chat.provider.Providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Speech, transcriptions, images and embeddings of providers: what is no turn is handed on as it is, with the provider's own
/// name of the model.
@Singleton
class Media {

    private static final Pattern MODEL_FIELD = Pattern.compile("(name=\"?model\"?[^\r]*\r\n(?:[^\r]+\r\n)*\r\n)([^\r]*)\r\n");

    private final Providers providers;

    Media(Providers providers) {
        this.providers = providers;
    }

    void speak(Exchange exchange) {
        JsonNode body = exchange.json();
        needText(body, "input");
        needText(body, "voice");
        forward(exchange, "/audio/speech", body);
    }

    void draw(Exchange exchange) {
        JsonNode body = exchange.json();
        needText(body, "prompt");
        forward(exchange, "/images/generations", body);
    }

    void embed(Exchange exchange, JsonNode body) {
        forward(exchange, "/embeddings", body);
    }

    /// The form is not taken apart: only the name of the model in it is another.
    void transcribe(Exchange exchange) {
        String type = exchange.context().request().getHeader("Content-Type");
        if (type == null || !type.startsWith("multipart/form-data")) {
            throw new ApiException(ApiError.of(415, "Send the audio as multipart/form-data with 'file' and 'model'."));
        }
        String form = new String(exchange.bytes(), ISO_8859_1);
        Matcher model = MODEL_FIELD.matcher(form);
        if (!model.find()) {
            throw new ApiException(ApiError.invalid("model", "you must provide a model parameter"));
        }
        Providers.Choice choice = choose(new String(model.group(2).getBytes(ISO_8859_1), UTF_8));
        String renamed = form.substring(0, model.start(2)) + new String(choice.model().getBytes(UTF_8), ISO_8859_1)
                + form.substring(model.end(2));
        send(exchange, choice, new Forwarding.Request("/audio/transcriptions", type, renamed.getBytes(ISO_8859_1)));
    }

    private void forward(Exchange exchange, String path, JsonNode body) {
        needText(body, "model");
        Providers.Choice choice = choose(body.path("model").asText());
        ObjectNode renamed = ((ObjectNode) body).put("model", choice.model());
        send(exchange, choice, new Forwarding.Request(path, "application/json", renamed.toString().getBytes(UTF_8)));
    }

    private Providers.Choice choose(String model) {
        try {
            return providers.choose(model);
        } catch (ProviderException e) {
            throw new ApiException(ApiError.of(e.failure()));
        }
    }

    private void send(Exchange exchange, Providers.Choice choice, Forwarding.Request request) {
        Thread waiting = Thread.currentThread();
        exchange.onEnd(waiting::interrupt);
        try {
            Forwarding.Reply reply = providers.forwarding(choice).send(request);
            exchange.send(reply.contentType(), reply.body());
        } catch (ProviderException e) {
            throw new ApiException(ApiError.of(e.failure()));
        }
    }

    private static void needText(JsonNode body, String name) {
        if (!body.path(name).isTextual() || body.path(name).asText().isBlank()) {
            throw new ApiException(ApiError.invalid(name, "you must provide '%s', a text".formatted(name)));
        }
    }
}
