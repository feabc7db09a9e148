package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeSourcesTest {

    @ParameterizedTest
    @ValueSource(strings = { "web-ui" })
    void fallbackIsOff(String service) throws IOException {
        NativeSources sources = NativeSources.of(service);
        assertThat(sources.arguments()).contains("--no-fallback");
        System.out.println(sources.registrations("resource").toPrettyString().substring(0, 2000));
    }
}
