package org.llmspace.pipeline;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.llmspace.pipeline.hub.Hub;
import org.llmspace.pipeline.hub.HubSettings;
import org.llmspace.pipeline.hub.TestHubSettings;
import org.llmspace.pipeline.model.ModelSettings;
import org.llmspace.pipeline.model.Models;
import org.llmspace.pipeline.onnx.OnnxRuntime;
import org.llmspace.pipeline.onnx.OnnxSettings;
import org.llmspace.pipeline.remote.InferenceProviders;
import org.llmspace.pipeline.remote.RemoteSettings;
import org.llmspace.pipeline.task.CallSettings;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;

/// Models for tests that need no running service.
public final class BuiltinPipelines {

    private static final Models MODELS = models(Optional.empty());

    private BuiltinPipelines() {
    }

    /// The built-in models, loaded once for all tests.
    public static Models models() {
        return MODELS;
    }

    /// Providers that nobody can call, for want of a token.
    public static InferenceProviders providers() {
        return providers(TestHubSettings.offline(Path.of("target/hub")), URI.create("http://127.0.0.1:1"));
    }

    /// Providers behind a router.
    public static InferenceProviders providers(HubSettings hub, URI router) {
        return new InferenceProviders(new RemoteSettings() {
            @Override
            public URI router() {
                return router;
            }

            @Override
            public boolean whenNoOnnx() {
                return true;
            }

            @Override
            public Optional<String> billTo() {
                return Optional.empty();
            }

            @Override
            public Duration timeout() {
                return Duration.ofSeconds(5);
            }
        }, new Hub(hub));
    }

    /// Models with those of a folder besides.
    public static Models models(Optional<Path> folder) {
        return models(folder, TestHubSettings.offline(Path.of("target/hub")));
    }

    /// Models with those of a folder and of a Hub besides.
    public static Models models(Optional<Path> folder, HubSettings hub) {
        return models(folder, hub, Optional.empty());
    }

    /// @param memory what the models may take
    public static Models models(Optional<Path> folder, HubSettings hub, Optional<MemorySize> memory) {
        return models(folder, hub, memory, new SimpleMeterRegistry());
    }

    /// @param memory what the models may take
    public static Models models(Optional<Path> folder, HubSettings hub, Optional<MemorySize> memory, MeterRegistry meters) {
        return new Models(new ModelSettings() {
            @Override
            public Optional<String> dtype() {
                return Optional.empty();
            }

            @Override
            public boolean preferHub() {
                return false;
            }

            @Override
            public Optional<MemorySize> memory() {
                return memory;
            }

            @Override
            public Optional<Path> folder() {
                return folder;
            }

            @Override
            public Map<String, String> defaults() {
                return Map.of();
            }
        }, new OnnxRuntime(new OnnxSettings() {
            @Override
            public OptionalInt runs() {
                return OptionalInt.of(2);
            }

            @Override
            public int threadsPerRun() {
                return 1;
            }

            @Override
            public int batchTokens() {
                return 1024;
            }
        }, meters), new Hub(hub), meters);
    }

    /// Few calls at once, so that tests can fill the queue.
    public static CallSettings calls() {
        return new CallSettings() {
            @Override
            public int running() {
                return 2;
            }

            @Override
            public int waiting() {
                return 2;
            }

            @Override
            public Duration timeLimit() {
                return Duration.ofMinutes(1);
            }
        };
    }
}
