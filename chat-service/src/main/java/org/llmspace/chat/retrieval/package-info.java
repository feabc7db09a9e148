/// Finds the passages that answer a question, in the guide and in the caller's documents. Start with [Retrieval].
@NullMarked
package org.llmspace.chat.retrieval;

import org.jspecify.annotations.NullMarked;
