package org.llmspace.web.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.llmspace.contracts.pipeline.Media;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.ExampleFiles;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.endpoint.InvalidInputException;
import org.llmspace.web.endpoint.Parameter;
import org.llmspace.web.upload.StoredFile;
import org.llmspace.web.upload.UploadConfig;
import org.llmspace.web.upload.Uploads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Puts files that were sent to the Space where inputs only name them: small ones themselves, large ones by the address
/// under which the other services get them.
@ApplicationScoped
class SentFiles {

    private final Uploads uploads;
    private final UploadConfig config;

    SentFiles(Uploads uploads, UploadConfig config) {
        this.uploads = uploads;
        this.config = config;
    }

    /// @throws InvalidInputException if an input names a file that is not here
    Inputs in(Endpoint endpoint, Inputs inputs) {
        Inputs ready = inputs;
        for (Parameter parameter : endpoint.parameters()) {
            if (parameter.widget().isFile()) {
                JsonNode file = inputs.node(parameter.name()).map(value -> file(parameter.name(), value)).orElse(null);
                ready = file == null ? ready : ready.with(parameter.name(), file);
            }
        }
        return ready;
    }

    /// @param value a text, or a file of Gradio's with `path` or `url`
    private JsonNode file(String parameter, JsonNode value) {
        String path = value.isObject() ? value.path("path").asText("") : value.asText();
        if (path.startsWith(ExampleFiles.PREFIX)) {
            return inline(example(parameter, path), path.endsWith(".png") ? "image/png" : "audio/wav");
        }
        Optional<StoredFile> sent = uploads.find(path);
        if (sent.isPresent()) {
            return sent.get().size() <= Media.MAX_INLINE_BYTES ? inline(sent.get().bytes(), sent.get().type())
                    : reference(sent.get());
        }
        if (value.isObject() && !value.has("data") && !value.has("dataref")) {
            String url = value.path("url").asText("");
            return JsonNodeFactory.instance.textNode(url.isEmpty() ? known(parameter, path) : url);
        }
        return value;
    }

    private static String known(String parameter, String path) {
        if (path.startsWith("http://") || path.startsWith("https://")) {
            return path;
        }
        throw new InvalidInputException(parameter,
                "'%s' names a file that is not here, or has expired; send it again".formatted(parameter));
    }

    private static byte[] example(String parameter, String path) {
        try (InputStream file = path.contains("..") ? null
                : Thread.currentThread().getContextClassLoader().getResourceAsStream("META-INF/resources/" + path)) {
            if (file == null) {
                throw new InvalidInputException(parameter, "There is no example '%s'".formatted(path));
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode inline(byte[] data, String type) {
        return JsonNodeFactory.instance.objectNode().put("data", Base64.getEncoder().encodeToString(data))
                .put("media_type", type);
    }

    private JsonNode reference(StoredFile file) {
        String base = config.serviceUrl().toString();
        return JsonNodeFactory.instance.objectNode()
                .put("dataref", (base.endsWith("/") ? base : base + "/") + Uploads.urlOf(file.path()))
                .put("media_type", file.type());
    }
}
