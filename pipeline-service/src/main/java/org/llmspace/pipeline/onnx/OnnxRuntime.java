package org.llmspace.pipeline.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/// Opens graphs. All sessions share one bounded pool of threads, so that a burst of calls waits instead of fighting for
/// the processors.
@ApplicationScoped
public class OnnxRuntime {

    private static final Logger LOG = Logger.getLogger(OnnxRuntime.class);
    private static final String SILENCE = "ORT_DISABLE_TELEMETRY";

    private final InferenceThreads threads;
    private final int threadsPerRun;
    private final Batches.Limits limits;
    private final Timer loading;

    public OnnxRuntime(OnnxSettings settings, MeterRegistry meters) {
        this.threads = new InferenceThreads(settings.runs().orElse(Runtime.getRuntime().availableProcessors()));
        this.threadsPerRun = settings.threadsPerRun();
        this.limits = new Batches.Limits(settings.batchTokens(), meters.summary("llmspace.onnx.batch.rows"));
        this.loading = meters.timer("llmspace.onnx.load");
        meters.gauge("llmspace.onnx.runs.waiting", threads, InferenceThreads::waiting);
        meters.gauge("llmspace.onnx.tensors.open", HeldTensor.class, _ -> HeldTensor.open());
        if (System.getenv(SILENCE) == null) { // it has no other switch that comes before its first report
            LOG.warnf("ONNX Runtime reports its use to its maker; set %s=1 in the environment of this service", SILENCE);
        }
    }

    /// Opens a graph from a file; weights in files beside it are found there.
    ///
    /// @param room is told before how many bytes it will take
    /// @throws OnnxException if it is no graph that ONNX Runtime can run
    public OnnxSession open(Path graph, LongConsumer room) {
        return open(graph.toString(), room, () -> GraphFile.of(graph),
                (environment, options) -> environment.createSession(graph.toString(), options));
    }

    /// Opens a graph that is in memory.
    ///
    /// @param name for messages
    /// @param room is told before how many bytes it will take
    /// @throws OnnxException if it is no graph that ONNX Runtime can run
    public OnnxSession open(String name, byte[] graph, LongConsumer room) {
        return open(name, room, () -> GraphFile.of(graph),
                (environment, options) -> environment.createSession(graph, options));
    }

    private OnnxSession open(String name, LongConsumer room, Reading reading, Opening opening) {
        long begin = System.nanoTime();
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "pipelines");
        try (SessionOptions options = options()) {
            GraphFile file = reading.read();
            room.accept(file.bytes());
            OnnxSession session = new OnnxSession(name, environment, opening.open(environment, options), threads, limits,
                    file);
            loading.record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
            return session;
        } catch (OrtException e) {
            throw unloadable(name, OnnxException.reason(e).replace(name, "it"), e);
        } catch (IOException e) {
            throw unloadable(name, String.valueOf(e.getMessage()), e);
        }
    }

    private static OnnxException unloadable(String name, String reason, Exception e) {
        return new OnnxException("%s cannot be loaded: %s; check that the file is complete, or get it again"
                .formatted(Path.of(name).getFileName(), reason), e);
    }

    private SessionOptions options() throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(threadsPerRun);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
        options.setMemoryPatternOptimization(false); // plans are kept per shape, and every text has its own
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        // weights take what they take; the arena of runs would take the next power of two
        options.addConfigEntry("session.use_device_allocator_for_initializers", "1");
        return options;
    }

    @PreDestroy
    void stop() {
        threads.close();
    }

    private interface Reading {
        GraphFile read() throws IOException;
    }

    private interface Opening {
        OrtSession open(OrtEnvironment environment, SessionOptions options) throws OrtException;
    }
}
