/// Text from models, token by token. Start with [TextGenerator].
@NullMarked
package org.llmspace.pipeline.generation;

import org.jspecify.annotations.NullMarked;
