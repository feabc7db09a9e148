/// Conversations that the service keeps. Start with [Conversations].
@NullMarked
package org.llmspace.chat.memory;

import org.jspecify.annotations.NullMarked;
