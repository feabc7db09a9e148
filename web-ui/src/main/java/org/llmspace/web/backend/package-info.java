/// The rest of the suite as the Space sees it: Kafka and chat-service. Start with [CallPublisher] and [ReplyFeed].
@NullMarked
package org.llmspace.web.backend;

import org.jspecify.annotations.NullMarked;
