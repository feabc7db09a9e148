package org.llmspace.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.llmspace.contracts.kafka.EventCodec;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

/// `asyncapi.yaml` describes what really goes over Kafka.
class AsyncApiTest {

    private static final JsonNode API = read();

    @Test
    void it_names_every_topic() {
        assertThat(texts(API.at("/channels"), "address")).containsExactlyInAnyOrderElementsOf(Topics.ALL);
    }

    @Test
    void it_names_every_event_type() {
        assertThat(texts(API.at("/components/messages"), "name")).containsExactlyInAnyOrderElementsOf(
                EventTypes.records().map(EventTypes::of).toList());
    }

    @Test
    void every_sample_is_valid_by_its_schema() {
        JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        for (Map.Entry<String, Object> sample : Samples.all().entrySet()) {
            JsonNode schema = schemaOf(EventTypes.of(sample.getValue()));
            JsonNode data = EventCodec.json().valueToTree(sample.getValue());
            assertThat(schemas.getSchema(schema).validate(data)).as(sample.getKey()).isEmpty();
            assertThat(names(schema.at("/properties"))).as("properties of " + sample.getKey())
                    .containsAll(names(data));
        }
    }

    private static JsonNode schemaOf(String type) {
        JsonNode message = StreamSupport.stream(API.at("/components/messages").spliterator(), false)
                .filter(candidate -> candidate.path("name").asText().equals(type)).findFirst().orElseThrow();
        return API.at(message.at("/payload/$ref").asText().substring(1));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode objects, String field) {
        List<String> texts = new ArrayList<>();
        objects.forEach(object -> texts.add(object.path(field).asText()));
        return texts;
    }

    private static JsonNode read() {
        try (Reader file = Files.newBufferedReader(Path.of("asyncapi.yaml"))) {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(500);
            Object api = new Yaml(options).load(file);
            return EventCodec.json().valueToTree(api);
        } catch (IOException e) {
            throw new UncheckedIOException("contracts/asyncapi.yaml cannot be read", e);
        }
    }
}
