/// The door for clients of OpenAI's HTTP interface. Start with [OpenAiRoutes].
@NullMarked
package org.llmspace.chat.openai;

import org.jspecify.annotations.NullMarked;
