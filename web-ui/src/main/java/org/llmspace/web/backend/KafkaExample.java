package org.llmspace.web.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.llmspace.contracts.EventTypes;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.kafka.EventCodec;

/// A request as it goes over Kafka, to be shown to people.
///
/// @param type the `ce_type`
/// @param json the data
public record KafkaExample(String topic, String repliesTopic, String type, String json) {

    public static KafkaExample of(NewCall.Request request) {
        return switch (request) {
            case NewCall.Request.Chat(var asked) -> of(Topics.CHAT_REQUESTS, Topics.CHAT_REPLIES, asked);
            case NewCall.Request.Pipeline(var call) -> of(Topics.PIPELINE_REQUESTS, Topics.PIPELINE_REPLIES, call);
        };
    }

    private static KafkaExample of(String topic, String repliesTopic, Object event) {
        return new KafkaExample(topic, repliesTopic, EventTypes.of(event), new String(EventCodec.encode(event), UTF_8));
    }
}
