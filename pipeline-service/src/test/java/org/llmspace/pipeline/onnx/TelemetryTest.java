package org.llmspace.pipeline.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.model.Model;

/// ONNX Runtime writes a log when it gets ready to report its use.
class TelemetryTest {

    @Test
    void nothingIsReportedWhereItIsSwitchedOff() {
        assertThat(System.getenv("ORT_DISABLE_TELEMETRY")).isEqualTo("1");
        Model model = BuiltinPipelines.models().enter("llm-space/sentiment");
        model.session("model");
        model.leave();
        String log = "mat-debug-%d.log".formatted(ProcessHandle.current().pid());
        assertThat(Path.of(System.getProperty("java.io.tmpdir"), log)).doesNotExist();
    }
}
