/// Who may come in, how often, and under which address: in front of all doors alike. Start with [Guard].
@NullMarked
package org.llmspace.web.guard;

import org.jspecify.annotations.NullMarked;
