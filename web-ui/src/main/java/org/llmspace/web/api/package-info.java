/// Door: one HTTP call, one answer. Start with [ApiResource].
@NullMarked
package org.llmspace.web.api;

import org.jspecify.annotations.NullMarked;
