/// What a turn brings along besides its messages: the conversation so far, examples, and tools. Start with [Assistant].
@NullMarked
package org.llmspace.chat.assistant;

import org.jspecify.annotations.NullMarked;
