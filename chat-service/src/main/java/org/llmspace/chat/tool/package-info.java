/// What a model can call: tools that the service runs itself. Start with [Tool] and [Toolbox].
@NullMarked
package org.llmspace.chat.tool;

import org.jspecify.annotations.NullMarked;
