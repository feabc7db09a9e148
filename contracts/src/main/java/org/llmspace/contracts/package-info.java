/// What goes over Kafka, as records and nothing else. Start with [Topics] and [EventTypes].
@NullMarked
package org.llmspace.contracts;

import org.jspecify.annotations.NullMarked;
