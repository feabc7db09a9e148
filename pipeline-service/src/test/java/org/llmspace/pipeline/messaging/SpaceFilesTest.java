package org.llmspace.pipeline.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineTask.AutomaticSpeechRecognition;
import org.llmspace.contracts.pipeline.PipelineTask.ImageClassification;
import org.llmspace.pipeline.task.PipelineException;

import com.sun.net.httpserver.HttpServer;

/// Files that are too large for an event.
class SpaceFilesTest {

    private static final byte[] BYTES = { 1, 2, 3 };

    private HttpServer space;
    private String address;
    private SpaceFiles files;

    @BeforeEach
    void start() throws IOException {
        space = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        address = "http://127.0.0.1:" + space.getAddress().getPort();
        space.createContext("/", exchange -> {
            boolean there = exchange.getRequestURI().getPath().equals("/gradio_api/file=id/photo.png");
            exchange.sendResponseHeaders(there ? 200 : 403, there ? BYTES.length : -1);
            exchange.getResponseBody().write(there ? BYTES : new byte[0]);
            exchange.close();
        });
        space.start();
        files = new SpaceFiles(URI.create(address));
    }

    @AfterEach
    void stop() {
        files.close();
        space.stop(0);
    }

    @Test
    void areFetchedFromTheSpace() {
        var task = new ImageClassification(at(address + "/gradio_api/file=id/photo.png"), null, 3);
        assertThat(files.fetched(task)).isEqualTo(new ImageClassification(Media.of(BYTES, "image/png"), null, 3));
        var speech = AutomaticSpeechRecognition.of(at(address + "/gradio_api/file=id/photo.png"));
        assertThat(((AutomaticSpeechRecognition) files.fetched(speech)).inputs().data()).isEqualTo(BYTES);
    }

    @Test
    void areAskedForAgainWhenTheyAreGone() {
        var task = new ImageClassification(at(address + "/gradio_api/file=other/photo.png"), null, null);
        assertThatExceptionOfType(PipelineException.class).isThrownBy(() -> files.fetched(task))
                .withMessageContaining("send it again");
    }

    @Test
    void areFetchedFromNowhereElse() {
        for (String url : new String[] { address + "/q/health", "http://localhost:1/gradio_api/file=id/photo.png",
                "http://169.254.169.254/gradio_api/file=x", "no address", "mailto:x" }) {
            var task = new ImageClassification(at(url), null, null);
            assertThat(files.fetched(task)).isEqualTo(task);
        }
    }

    private static Media at(String url) {
        return new Media(null, url, "image/png");
    }
}
