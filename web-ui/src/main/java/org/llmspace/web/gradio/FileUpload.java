package org.llmspace.web.gradio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.upload.UploadConfig;
import org.llmspace.web.upload.UploadRefusedException;
import org.llmspace.web.upload.Uploads;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/// One request with files. What arrives goes to the disk piece by piece and is counted on the way, so that a request that
/// is too large is refused when it becomes so.
final class FileUpload {

    private static final String PART = "files";
    private static final int REFUSED_MAY_GO_ON_MS = 5_000;
    private static final long MULTIPART_OVERHEAD = 64 * 1024;

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final Uploads uploads;
    private final UploadConfig config;
    private final ObjectMapper json;
    private final List<Path> places = new ArrayList<>();
    private final List<Future<?>> writes = new ArrayList<>();
    private @Nullable Path progress;
    private long received;
    private boolean refused;
    private boolean told;

    FileUpload(RoutingContext context, Uploads uploads, UploadConfig config, ObjectMapper json) {
        this.context = context;
        this.request = context.request();
        this.uploads = uploads;
        this.config = config;
        this.json = json;
    }

    void begin() {
        try {
            uploads.checkRoom();
            checkSize(declaredLength());
            String id = request.getParam("upload_id");
            progress = id == null || id.isBlank() ? null : uploads.shared("upload " + id);
            request.setExpectMultipart(true);
        } catch (UploadRefusedException e) {
            refuse(e.status(), String.valueOf(e.getMessage()));
            return;
        } catch (IllegalStateException e) {
            refuse(400, "Send the files as multipart/form-data, in parts named 'files'.");
            return;
        }
        request.exceptionHandler(e -> refuse(400, "The body is no complete multipart/form-data."));
        request.uploadHandler(this::take);
        request.endHandler(end -> Future.join(writes).onComplete(done -> answer(done.succeeded())));
    }

    private long declaredLength() {
        try {
            return Long.parseLong(String.valueOf(request.getHeader("Content-Length")));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void take(HttpServerFileUpload part) {
        if (refused || !part.name().equals(PART)) {
            part.handler(ignored -> {
            });
            return;
        }
        Promise<Void> written = Promise.promise();
        Future<?> before = writes.isEmpty() ? Future.succeededFuture() : writes.getLast();
        writes.add(written.future());
        part.pause();
        // One after another, so that the paths come in the order of the files.
        before.otherwiseEmpty().compose(ended -> context.vertx().executeBlocking(() -> uploads.place(part.filename()), false))
                .compose(place -> {
                    places.add(place);
                    return context.vertx().fileSystem().open(place.toString(), GradioFiles.newFile());
                })
                .onSuccess(file -> write(part, file, written))
                .onFailure(e -> {
                    refuse(500, "The file cannot be kept; say so to whoever runs this Space.");
                    part.resume();
                    written.fail(e);
                });
    }

    private void write(HttpServerFileUpload part, AsyncFile file, Promise<Void> written) {
        long[] ofFile = new long[1];
        part.exceptionHandler(e -> file.close().onComplete(closed -> written.tryFail(e)));
        part.endHandler(end -> file.close().<Void> mapEmpty().onComplete(written));
        part.handler(bytes -> {
            ofFile[0] += bytes.length();
            received += bytes.length();
            if (refused) {
                return;
            }
            if (ofFile[0] > config.maxFileSize().asLongValue()) {
                refuse(413, "File size exceeded maximum allowed size of %d bytes."
                        .formatted(config.maxFileSize().asLongValue()));
                return;
            }
            try {
                checkSize(received);
            } catch (UploadRefusedException e) {
                refuse(e.status(), String.valueOf(e.getMessage()));
                return;
            }
            file.write(bytes);
            tell(part.filename(), bytes);
            if (file.writeQueueFull()) {
                part.pause();
                file.drainHandler(drained -> part.resume());
            }
        });
        part.resume();
    }

    private void checkSize(long bytes) {
        if (bytes > config.maxRequestSize().asLongValue() + MULTIPART_OVERHEAD) {
            throw new UploadRefusedException(413, "The files together exceed the maximum allowed size of %d bytes."
                    .formatted(config.maxRequestSize().asLongValue()));
        }
    }

    /// The client may still be sending, and would not see an answer on a connection that is closed at once.
    private void refuse(int status, String why) {
        if (refused || request.response().ended()) {
            return;
        }
        refused = true;
        boolean alone = request.version() != HttpVersion.HTTP_2;
        if (alone) {
            request.response().putHeader("Connection", "close");
        }
        request.response().setStatusCode(status).putHeader("Content-Type", "text/plain;charset=UTF-8").end(why);
        if (!request.isEnded()) {
            request.resume();
        }
        context.vertx().setTimer(REFUSED_MAY_GO_ON_MS, late -> {
            if (!request.isEnded() && alone) {
                request.connection().close();
            } else if (!request.isEnded()) {
                request.response().reset();
            }
        });
        Future.join(writes).onComplete(done -> discard());
    }

    private void discard() {
        context.vertx().executeBlocking(() -> {
            places.forEach(uploads::discard);
            return null;
        }, false);
    }

    private void answer(boolean written) {
        if (refused) {
            return;
        }
        if (!written) {
            refuse(400, "The files did not arrive whole. Send them again.");
        } else if (places.isEmpty()) {
            refuse(400, "There is no part named 'files' with a file name.");
        } else {
            uploads.written(received);
            finish();
            request.response().putHeader("Content-Type", "application/json")
                    .end(text(places.stream().map(uploads::pathOf).toList()));
        }
    }

    private void tell(String name, Buffer bytes) {
        if (progress != null) {
            Map<String, Object> update = new LinkedHashMap<>();
            update.put("msg", "update");
            update.put("orig_name", name);
            update.put("chunk_size", bytes.length());
            append(text(update));
        }
    }

    private void finish() {
        append(UploadProgress.DONE);
    }

    /// In one file for all replicas, since the progress may be asked for on another one.
    private void append(String line) {
        Path to = progress;
        if (to != null) {
            StandardOpenOption how = told ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
            told = true;
            context.vertx().executeBlocking(
                    () -> Files.writeString(to, line + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how));
        }
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
