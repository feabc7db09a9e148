package org.llmspace.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// The wire does not change by accident: every record equals its sample in `golden/`, in both directions.
/// `-Dgolden.write=true` writes the samples anew.
class GoldenSamplesTest {

    private static final Path GOLDEN = Path.of("golden");
    private static final ObjectMapper JSON = EventCodec.json();

    @TestFactory
    Stream<DynamicTest> every_record_equals_its_sample() {
        return new TreeMap<>(Samples.all()).entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.getKey(), () -> check(sample)));
    }

    @Test
    void every_event_type_has_a_sample() {
        assertThat(Samples.all().values().stream().map(Object::getClass).collect(Collectors.<Class<?>> toSet()))
                .containsExactlyInAnyOrderElementsOf(EventTypes.records().toList());
    }

    @Test
    void no_sample_is_left_over() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(Samples.all().keySet());
        }
    }

    private static void check(Map.Entry<String, Object> sample) throws IOException {
        Path file = GOLDEN.resolve(sample.getKey() + ".json");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file,
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(sample.getValue()) + "\n");
        }
        var golden = JSON.readTree(file.toFile());
        JsonNode written = JSON.readTree(EventCodec.encode(sample.getValue()));
        assertThat(written).isEqualTo(golden);
        assertThat(JSON.treeToValue(golden, sample.getValue().getClass())).isEqualTo(sample.getValue());
    }
}
