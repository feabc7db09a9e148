package org.llmspace.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.llmspace.testing.NodeScript;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

/// The Space with the clients that people use: the unmodified `@gradio/client`, and Chromium at the size of a phone and of
/// a desktop, with script and without.
@QuarkusTest
@QuarkusTestResource(RealBroker.class)
class RealClientsTest {

    private static final Logger LOG = Logger.getLogger(RealClientsTest.class);

    @Test
    void gradios_own_client_connects_predicts_streams_fails_and_cancels() throws Exception {
        assertThat(NodeScript.run("gradio.mjs", Http.base())).contains("\"generating\"");
    }

    /// Where it is installed, for the Python in PYTHON or on the path; [org.llmspace.web.gradio.PythonRulesTest] holds its rules
    /// everywhere.
    @Test
    void gradios_python_client_connects_predicts_streams_downloads_fails_and_cancels() throws Exception {
        String python = Objects.requireNonNullElse(System.getenv("PYTHON"), "python3");
        assumeThat(execute(python, "-c", "import gradio_client")).isNotNull();
        assertThat(execute(python, "src/test/python/gradio.py", Http.base())).contains("python done");
    }

    /// What a command printed; null if it failed.
    private static String execute(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("python", ".out");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly();
        String printed = Files.readString(output);
        Files.delete(output);
        if (!ended || process.exitValue() != 0) {
            LOG.info(printed);
            return null;
        }
        return printed;
    }

    @Test
    void the_sdk_of_the_model_context_protocol_lists_calls_follows_and_cancels_tools() throws Exception {
        assertThat(NodeScript.run("mcp.mjs", Http.base())).contains("\"tools\"");
    }

    @Test
    void clients_that_still_speak_the_transport_of_2024_are_served() throws Exception {
        assertThat(NodeScript.run("mcp-old.mjs", Http.base())).contains("\"old\"");
    }

    @Test
    void every_snippet_of_the_page_for_programs_works() throws Exception {
        assertThat(NodeScript.run("api.mjs", Http.base())).contains("\"snippets\"");
    }

    @Test
    void people_use_the_pages() throws Exception {
        assertThat(inBrowser("pages.mjs")).contains("\"requests\"");
        assertThat(Path.of("target/screenshots/chat-phone.png")).isNotEmptyFile();
    }

    @Test
    void people_chat() throws Exception {
        assertThat(inBrowser("chat.mjs")).contains("\"openLongMs\"");
    }

    @Test
    void everybody_can_use_every_tab() throws Exception {
        assertThat(inBrowser("access.mjs")).contains("\"findings\":0");
    }

    @Test
    void first_loads_are_light() throws Exception {
        assertThat(inBrowser("measure.mjs")).contains("slow 4G");
    }

    private static String inBrowser(String script) throws Exception {
        Path screenshots = Files.createDirectories(Path.of("target/screenshots")).toAbsolutePath();
        String chromium = Objects.requireNonNullElse(System.getenv("CHROMIUM"), "/usr/bin/chromium");
        String measured = NodeScript.run(script, Http.base(), screenshots.toString(), chromium);
        Files.writeString(Path.of("target", script + ".json"), measured);
        return measured;
    }
}
