/// The door to Kafka: turns in from `chat.requests`, replies out to `chat.replies`. Start with [ChatRequestConsumer].
@NullMarked
package org.llmspace.chat.messaging;

import org.jspecify.annotations.NullMarked;
