/// What chat-service asks of the rest of the Space, over Kafka. Start with [PipelineClient].
@NullMarked
package org.llmspace.chat.backend;

import org.jspecify.annotations.NullMarked;
