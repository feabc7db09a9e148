/// The Kafka door: requests in, replies out. Start with [PipelineRequestConsumer] and [CallDoor].
@NullMarked
package org.llmspace.pipeline.messaging;

import org.jspecify.annotations.NullMarked;
