package org.llmspace.pipeline.messaging;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.PipelineTask.AutomaticSpeechRecognition;
import org.llmspace.contracts.pipeline.PipelineTask.ImageClassification;
import org.llmspace.contracts.pipeline.PipelineTask.ImageToText;
import org.llmspace.pipeline.task.PipelineException;

/// Gets images and recordings that are too large for an event from the Space, which keeps them. No other address is asked.
@ApplicationScoped
public class SpaceFiles {

    private static final int MAX_BYTES = 50_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI space;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();

    SpaceFiles(@ConfigProperty(name = "llmspace.files.space-url") URI space) {
        this.space = space;
    }

    /// The task with the bytes of its file in place of the Space's reference to it.
    ///
    /// @throws PipelineException if the Space does not have the file, or it is too large
    PipelineTask<?> fetched(PipelineTask<?> task) {
        return switch (task) {
            case ImageClassification t -> new ImageClassification(fetched(t.inputs()), t.functionToApply(), t.topK());
            case ImageToText t -> new ImageToText(fetched(t.inputs()), t.parameters());
            case AutomaticSpeechRecognition t -> new AutomaticSpeechRecognition(fetched(t.inputs()), t.returnTimestamps(),
                    t.chunkLengthS(), t.strideLengthS(), t.language(), t.speechTask(), t.parameters());
            case PipelineTask<?> other -> other;
        };
    }

    private Media fetched(Media media) {
        String reference = media.dataref();
        return reference == null || !isOfTheSpace(reference) ? media : Media.of(fetch(reference), media.mediaType());
    }

    private boolean isOfTheSpace(String reference) {
        URI uri;
        try {
            uri = new URI(reference);
        } catch (URISyntaxException e) {
            return false;
        }
        return space.getScheme().equals(uri.getScheme()) && space.getRawAuthority().equals(uri.getRawAuthority())
                && String.valueOf(uri.getRawPath()).startsWith("/gradio_api/file=");
    }

    private byte[] fetch(String reference) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(reference)).timeout(PATIENCE).build();
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] bytes = body.readNBytes(MAX_BYTES + 1);
                if (answer.statusCode() != 200 || bytes.length > MAX_BYTES) {
                    throw refused(answer.statusCode() == 200
                            ? "The file is larger than %d MB; send a smaller one".formatted(MAX_BYTES / 1_000_000)
                            : "The Space does not have the file any more; send it again");
                }
                return bytes;
            }
        } catch (IOException e) {
            throw refused("The file could not be fetched from the Space; send it again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused("Stopped while the file was fetched");
        }
    }

    private static PipelineException refused(String why) {
        return new PipelineException(FailureCode.INVALID_REQUEST, why);
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
