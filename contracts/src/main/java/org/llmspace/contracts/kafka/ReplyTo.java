package org.llmspace.contracts.kafka;

import static java.util.Objects.requireNonNull;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/// Where a foreign caller wants its replies besides the replies topic, by the customary headers of SmallRye
/// (`REPLY_TOPIC`, ...) and Spring (`kafka_replyTopic`, ...).
///
/// @param partition null means that the key decides
/// @param correlation headers to send back unchanged
public record ReplyTo(String topic, @Nullable Integer partition, Map<String, byte[]> correlation) {

    public ReplyTo {
        requireNonNull(topic, "topic");
        correlation = Map.copyOf(correlation);
    }
}
