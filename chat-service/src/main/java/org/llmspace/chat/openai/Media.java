package org.llmspace.chat.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.llmspace.chat.provider.Forwarding;
import org.llmspace.chat.provider.LocalMedia;
import org.llmspace.chat.provider.ProviderException;
import org.llmspace.chat.provider.Providers;
import org.llmspace.chat.provider.Wav;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Speech, transcriptions, images and embeddings: what is no turn. Models of `local` are asked in pipeline-service; what is for
/// a provider is handed on as it is, with the provider's own name of the model.
@Singleton
class Media {

    private static final Pattern SIZE = Pattern.compile("(\\d{2,4})x(\\d{2,4})");
    private static final int MOST_CHARS = 4_096;
    private static final int MOST_IMAGES = 4;

    private final Providers providers;
    private final LocalMedia local;

    Media(Providers providers, LocalMedia local) {
        this.providers = providers;
        this.local = local;
    }

    void speak(Exchange exchange) {
        JsonNode body = exchange.json();
        needText(body, "input");
        needText(body, "model");
        Providers.Choice choice = choose(body.path("model").asText());
        if (LocalMedia.runs(choice)) {
            speakHere(exchange, choice, body);
        } else {
            needText(body, "voice");
            forward(exchange, "/audio/speech", choice, body);
        }
    }

    /// The model is the voice; its speed is its own.
    private void speakHere(Exchange exchange, Providers.Choice choice, JsonNode body) {
        String text = body.path("input").asText();
        if (text.length() > MOST_CHARS) {
            throw new ApiException(ApiError.invalid("input", "'input' has %d characters; send at most %d at once"
                    .formatted(text.length(), MOST_CHARS)));
        }
        String format = body.path("response_format").asText("wav");
        if (!format.equals("wav") && !format.equals("pcm")) {
            throw unsupported("response_format", "Models of 'local' speak in the formats wav and pcm, not " + format);
        }
        if (body.path("speed").asDouble(1) != 1) {
            throw unsupported("speed", "The speed of models of 'local' cannot be chosen; leave 'speed' out");
        }
        Wav speech = waiting(exchange, () -> local.speak(choice, text));
        if (format.equals("wav")) {
            exchange.send("audio/wav", speech.file());
        } else {
            exchange.send("audio/pcm;rate=%d;channels=1".formatted(speech.rate()), speech.pcm());
        }
    }

    void draw(Exchange exchange) {
        JsonNode body = exchange.json();
        needText(body, "prompt");
        needText(body, "model");
        Providers.Choice choice = choose(body.path("model").asText());
        if (LocalMedia.runs(choice)) {
            drawHere(exchange, choice, body);
        } else {
            forward(exchange, "/images/generations", choice, body);
        }
    }

    private void drawHere(Exchange exchange, Providers.Choice choice, JsonNode body) {
        int count = body.path("n").asInt(1);
        if (count < 1 || count > MOST_IMAGES) {
            throw new ApiException(ApiError.invalid("n", "'n' must be a number from 1 to " + MOST_IMAGES));
        }
        String size = body.path("size").asText("auto");
        Matcher pixels = SIZE.matcher(size);
        boolean sized = pixels.matches();
        if (!sized && !size.equals("auto")) {
            throw new ApiException(ApiError.invalid("size", "'size' must be WIDTHxHEIGHT in pixels, or auto"));
        }
        boolean url = body.path("response_format").asText().equals("url");
        ObjectNode answer = EventCodec.json().createObjectNode().put("created", Instant.now().getEpochSecond());
        ArrayNode data = answer.putArray("data");
        for (int i = 0; i < count; i++) {
            var drawing = new LocalMedia.Drawing(body.path("prompt").asText(), sized ? Integer.valueOf(pixels.group(1)) : null,
                    sized ? Integer.valueOf(pixels.group(2)) : null, count == 1 ? null : Long.valueOf(i));
            String image = Base64.getEncoder().encodeToString(waiting(exchange, () -> local.draw(choice, drawing)));
            data.addObject().put(url ? "url" : "b64_json", url ? "data:image/png;base64," + image : image);
        }
        exchange.send(answer);
    }

    void embed(Exchange exchange, JsonNode body) {
        needText(body, "model");
        forward(exchange, "/embeddings", choose(body.path("model").asText()), body);
    }

    void transcribe(Exchange exchange) {
        hear(exchange, "/audio/transcriptions", false);
    }

    void translate(Exchange exchange) {
        hear(exchange, "/audio/translations", true);
    }

    /// For a provider, only the name of the model in the form is another.
    private void hear(Exchange exchange, String path, boolean translate) {
        String type = exchange.context().request().getHeader("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            throw new ApiException(ApiError.of(415, "Send the audio as multipart/form-data with 'file' and 'model'."));
        }
        MultipartForm form = MultipartForm.of(type, exchange.bytes());
        Providers.Choice choice = choose(form.text("model").orElseThrow(
                () -> new ApiException(ApiError.invalid("model", "you must provide a model parameter"))));
        if (LocalMedia.runs(choice)) {
            Transcription asked = Transcription.of(form, translate);
            asked.answer(exchange, waiting(exchange, () -> local.hear(choice, asked.file(), asked.hearing())));
        } else {
            var request = new Forwarding.Request(path, type, form.with("model", choice.model()));
            if (form.text("stream").filter("true"::equals).isPresent()) {
                stream(exchange, choice, request);
            } else {
                send(exchange, choice, request);
            }
        }
    }

    private void forward(Exchange exchange, String path, Providers.Choice choice, JsonNode body) {
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
        Forwarding.Reply reply = waiting(exchange, () -> providers.forwarding(choice).send(request));
        exchange.send(reply.contentType(), reply.body());
    }

    /// Events as they come; a model that answers all at once is a stream of one.
    private void stream(Exchange exchange, Providers.Choice choice, Forwarding.Request request) {
        StringBuilder whole = new StringBuilder();
        try {
            waiting(exchange, () -> {
                providers.forwarding(choice).stream(request, line -> {
                    if (line.startsWith("data:")) {
                        exchange.event(line.substring("data:".length()).strip());
                    } else if (!exchange.eventsBegun()) {
                        whole.append(line).append('\n');
                    }
                });
                return choice;
            });
        } catch (ApiException e) {
            if (!exchange.eventsBegun()) {
                throw e;
            }
            exchange.event(e.error().json());
        }
        if (!exchange.eventsBegun()) {
            Transcription.tell(exchange, text(whole.toString()));
        }
        exchange.endEvents();
    }

    private static String text(String answer) {
        try {
            return EventCodec.json().readTree(answer).path("text").asText(answer).strip();
        } catch (JsonProcessingException e) {
            return answer.strip();
        }
    }

    /// Stops when the client leaves.
    private static <T> T waiting(Exchange exchange, Supplier<T> work) {
        Thread waiting = Thread.currentThread();
        exchange.onEnd(waiting::interrupt);
        try {
            return work.get();
        } catch (ProviderException e) {
            throw new ApiException(ApiError.of(e.failure()).retryingAfter(e.retryAfter()));
        }
    }

    private static ApiException unsupported(String param, String message) {
        return new ApiException(new ApiError(400, "invalid_request_error", "unsupported_parameter", param, message));
    }

    private static void needText(JsonNode body, String name) {
        if (!body.path(name).isTextual() || body.path(name).asText().isBlank()) {
            throw new ApiException(ApiError.invalid(name, "you must provide '%s', a text".formatted(name)));
        }
    }
}
