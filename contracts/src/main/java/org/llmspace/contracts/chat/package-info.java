/// Turns of conversation on the wire. Start with [ChatRequest] and [ChatReply].
@NullMarked
package org.llmspace.contracts.chat;

import org.jspecify.annotations.NullMarked;
