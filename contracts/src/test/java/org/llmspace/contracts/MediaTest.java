package org.llmspace.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.Media;

import com.fasterxml.jackson.core.JsonProcessingException;

class MediaTest {

    @Test
    void a_string_is_base64_a_data_url_or_a_url() throws JsonProcessingException {
        byte[] hi = { 'h', 'i' };
        assertThat(read("\"aGk=\"")).isEqualTo(Media.of(hi, null));
        assertThat(read("\"data:image/png;base64,aGk=\"")).isEqualTo(Media.of(hi, "image/png"));
        assertThat(read("\"https://example.org/a.png\""))
                .isEqualTo(new Media(null, "https://example.org/a.png", null));
        assertThat(read("{\"data\": \"aGk=\", \"media_type\": \"audio/wav\"}")).isEqualTo(Media.of(hi, "audio/wav"));
    }

    @Test
    void bytes_and_a_reference_are_one_too_many_and_none_is_one_too_few() {
        assertThatThrownBy(() -> read("{\"data\": \"aGk=\", \"dataref\": \"https://example.org/a.png\"}"))
                .hasMessageContaining("either 'data', base64, or 'dataref', a URL");
        assertThatThrownBy(() -> read("{}")).hasMessageContaining("either 'data', base64, or 'dataref', a URL");
    }

    @Test
    void its_bytes_stay_out_of_logs() {
        assertThat(Media.of(new byte[] { 1, 2, 3 }, "image/png")).hasToString("Media[3 bytes, image/png]");
    }

    private static Media read(String json) throws JsonProcessingException {
        return EventCodec.json().readValue(json, Media.class);
    }
}
