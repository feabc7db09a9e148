/// Calls that are under way or have just ended. Start with [OpenCalls].
@NullMarked
package org.llmspace.web.call;

import org.jspecify.annotations.NullMarked;
