package org.llmspace.web.call;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.web.PublicWeb;
import org.llmspace.contracts.web.PublicWebException;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.ExampleFiles;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.endpoint.InvalidInputException;
import org.llmspace.web.endpoint.Parameter;
import org.llmspace.web.guard.FilePass;
import org.llmspace.web.upload.ContentTypes;
import org.llmspace.web.upload.StoredFile;
import org.llmspace.web.upload.UploadConfig;
import org.llmspace.web.upload.UploadRefusedException;
import org.llmspace.web.upload.Uploads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Vertx;

/// Puts files where inputs only name them: files that were sent to the Space, that it gave, or that stand on the public
/// web. Small ones go along themselves, large ones by the address under which the other services get them.
@ApplicationScoped
class SentFiles {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Uploads uploads;
    private final UploadConfig config;
    private final UnaryOperator<String> passes;
    private final PublicWeb web;

    @Inject
    SentFiles(Uploads uploads, UploadConfig config, FilePass passes, Vertx vertx) {
        this(uploads, config, passes::of, new PublicWeb(vertx));
    }

    SentFiles(Uploads uploads, UploadConfig config, UnaryOperator<String> passes, PublicWeb web) {
        this.uploads = uploads;
        this.config = config;
        this.passes = passes;
        this.web = web;
    }

    /// The files that calls have answered with, by path.
    interface Given {
        Optional<byte[]> file(String path);
    }

    /// @throws InvalidInputException if an input names a file that is not here and cannot be had
    Inputs in(Endpoint endpoint, Inputs inputs, Given given) {
        Inputs ready = inputs;
        for (Parameter parameter : endpoint.parameters()) {
            if (parameter.widget().isFile()) {
                JsonNode file = inputs.node(parameter.name()).map(value -> file(parameter.name(), value, given)).orElse(null);
                ready = file == null ? ready : ready.with(parameter.name(), file);
            }
        }
        return ready;
    }

    /// @param value a text, or a file of Gradio's with `path` or `url`
    private JsonNode file(String parameter, JsonNode value, Given given) {
        String path = value.isObject() ? value.path("path").asText("") : value.asText();
        if (path.startsWith(ExampleFiles.PREFIX)) {
            return media(parameter, example(parameter, path), path);
        }
        Optional<StoredFile> sent = uploads.find(path);
        if (sent.isPresent()) {
            return sent.get().size() <= Media.MAX_INLINE_BYTES ? inline(sent.get().bytes(), sent.get().type())
                    : reference(sent.get());
        }
        Optional<byte[]> made = given.file(path);
        if (made.isPresent()) {
            return media(parameter, made.get(), path);
        }
        if (path.length() > Media.MAX_INLINE_BYTES && path.startsWith("data:")) {
            return media(parameter, decoded(parameter, path), parameter);
        }
        String url = path.isEmpty() || Uploads.isPath(path) ? value.path("url").asText(path) : path;
        if (url.startsWith("http://") || url.startsWith("https://")) {
            PublicWeb.Page page = fetch(parameter, url);
            return media(parameter, page.body(), String.valueOf(page.uri().getPath()));
        }
        if (value.isObject() && !value.has("data") || Uploads.isPath(path)) {
            throw new InvalidInputException(parameter,
                    "'%s' names a file that is not here, or has expired; send it again".formatted(parameter));
        }
        return value;
    }

    private PublicWeb.Page fetch(String parameter, String url) {
        int most = (int) Math.min(Integer.MAX_VALUE - 1, config.maxFileSize().asLongValue());
        try {
            PublicWeb.Page found = web.fetch(url, new PublicWeb.Limits(most, PATIENCE));
            if (found.cut()) {
                throw new InvalidInputException(parameter,
                        "%s is larger than %d bytes; send a smaller file".formatted(url, most));
            }
            return found;
        } catch (PublicWebException e) {
            throw new InvalidInputException(parameter,
                    "The file for '%s' was not fetched: %s. Upload it instead".formatted(parameter, e.getMessage()));
        }
    }

    private static byte[] decoded(String parameter, String dataUrl) {
        try {
            return requireNonNull(Media.ofText(dataUrl).data());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(parameter, String.valueOf(e.getMessage()));
        }
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

    /// What is too large for an event is kept like a file that was sent.
    private JsonNode media(String parameter, byte[] data, String name) {
        if (data.length <= Media.MAX_INLINE_BYTES) {
            return inline(data, ContentTypes.of(data));
        }
        try {
            uploads.checkRoom();
            Path place = uploads.place(name.substring(name.lastIndexOf('/') + 1));
            Files.write(place, data);
            uploads.written(data.length);
            return reference(uploads.find(uploads.pathOf(place)).orElseThrow());
        } catch (UploadRefusedException e) {
            throw new InvalidInputException(parameter, String.valueOf(e.getMessage()));
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
                .put("dataref",
                        (base.endsWith("/") ? base : base + "/") + Uploads.urlOf(file.path()) + passes.apply(file.path()))
                .put("media_type", file.type());
    }

    @PreDestroy
    void close() {
        web.close();
    }
}
