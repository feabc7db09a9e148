package org.llmspace.web.gradio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.upload.ContentTypes;
import org.llmspace.web.upload.StoredFile;
import org.llmspace.web.upload.UploadConfig;
import org.llmspace.web.upload.Uploads;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// Gradio's routes for files. They are routes of Vert.x's, before the limit on other bodies and without a body in memory.
@ApplicationScoped
public class GradioFiles {

    /// After the filters for origins and identities, before the limit on bodies.
    private static final int ORDER = -50;

    /// An answer that another replica has given arrives here within moments.
    private static final int LOOKS = 5;
    private static final int LOOK_AGAIN_MS = 100;

    private final Uploads uploads;
    private final OpenCalls calls;
    private final UploadConfig config;
    private final ObjectMapper json;

    GradioFiles(Uploads uploads, OpenCalls calls, UploadConfig config, ObjectMapper json) {
        this.uploads = uploads;
        this.calls = calls;
        this.config = config;
        this.json = json;
    }

    /// A file that was sent, or that a call has answered with.
    ///
    /// @param stored where it is; null if its bytes are in memory
    private record Known(String name, String type, long size, @Nullable Path stored, byte[] bytes) {

        static Known of(StoredFile file) {
            return new Known(file.name(), file.type(), file.size(), file.file(), new byte[0]);
        }

        static Known of(String path, byte[] bytes) {
            return new Known(path.substring(path.lastIndexOf('/') + 1), ContentTypes.of(bytes), bytes.length, null, bytes);
        }
    }

    void routes(@Observes Router router) {
        String prefix = GradioDescription.PREFIX;
        router.postWithRegex(prefix + "/upload/?").order(ORDER)
                .handler(context -> new FileUpload(context, uploads, config, json).begin());
        router.routeWithRegex(prefix + "/file(?:=|/).+").method(HttpMethod.GET).method(HttpMethod.HEAD).order(ORDER)
                .handler(context -> look(context, LOOKS));
    }

    private void look(RoutingContext context, int looks) {
        String uri = context.request().path();
        String path = decoded(uri.substring(uri.indexOf("/gradio_api/file") + "/gradio_api/file=".length()));
        context.vertx().executeBlocking(() -> find(path), false).onComplete(looked -> {
            Optional<Known> file = looked.succeeded() ? looked.result() : Optional.empty();
            if (file.isPresent()) {
                send(context.request(), file.get());
            } else if (looks > 1 && Uploads.isPath(path)) {
                context.vertx().setTimer(LOOK_AGAIN_MS, again -> look(context, looks - 1));
            } else {
                context.response().setStatusCode(403).putHeader("Content-Type", "application/json")
                        .end("{\"detail\":\"File not allowed: it is not known here, or has expired. Send it again.\"}");
            }
        });
    }

    private Optional<Known> find(String path) {
        return uploads.find(path).map(Known::of).or(() -> calls.file(path).map(bytes -> Known.of(path, bytes)));
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /// What is not on the short list of harmless types is only ever saved, never shown.
    private static void send(HttpServerRequest request, Known file) {
        HttpServerResponse response = request.response();
        boolean shown = ContentTypes.shownInline(file.type());
        response.putHeader("Content-Type", shown ? withCharset(file.type()) : "application/octet-stream")
                .putHeader("Content-Disposition", (shown ? "inline" : "attachment") + "; filename*=UTF-8''"
                        + URLEncoder.encode(file.name(), UTF_8).replace("+", "%20"))
                .putHeader("Content-Security-Policy", "default-src 'none'; sandbox")
                .putHeader("Cache-Control", "private, max-age=3600").putHeader("Accept-Ranges", "bytes")
                .putHeader("Content-Encoding", "identity");
        Optional<ByteRange> range = ByteRange.of(request.getHeader("Range"), file.size());
        if (range.isPresent() && !range.get().satisfiable()) {
            response.setStatusCode(416).putHeader("Content-Range", "bytes */" + file.size()).end();
            return;
        }
        ByteRange part = range.orElseGet(() -> new ByteRange(0, file.size() - 1));
        range.ifPresent(asked -> response.setStatusCode(206).putHeader("Content-Range",
                "bytes %d-%d/%d".formatted(asked.first(), asked.last(), file.size())));
        long length = part.last() - part.first() + 1;
        response.putHeader("Content-Length", Long.toString(length));
        if (HttpMethod.HEAD.equals(request.method()) || length == 0) {
            response.end();
        } else if (file.stored() != null) {
            response.sendFile(file.stored().toString(), part.first(), length);
        } else {
            response.end(Buffer.buffer(file.bytes()).slice((int) part.first(), (int) part.last() + 1));
        }
    }

    private static String withCharset(String type) {
        return type.startsWith("text/") ? type + ";charset=UTF-8" : type;
    }

    static OpenOptions newFile() {
        return new OpenOptions().setWrite(true).setCreateNew(true);
    }
}
