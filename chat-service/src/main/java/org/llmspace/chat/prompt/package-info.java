/// Stored prompt templates and their versions. Start with [Templates].
@NullMarked
package org.llmspace.chat.prompt;

import org.jspecify.annotations.NullMarked;
