package org.llmspace.pipeline.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.smallrye.config.SmallRyeConfigBuilder;

class RemoteSettingsTest {

    @Test
    void nothingGoesToThirdPartiesUnlessSomebodyDecidesSo() {
        RemoteSettings settings = new SmallRyeConfigBuilder().withMapping(RemoteSettings.class).build()
                .getConfigMapping(RemoteSettings.class);
        assertThat(settings.whenNoOnnx()).isFalse();
        assertThat(settings.router()).isEqualTo(URI.create("https://router.huggingface.co"));
        assertThat(settings.billTo()).isEmpty();
        assertThat(settings.timeout()).isEqualTo(Duration.ofMinutes(2));
    }
}
