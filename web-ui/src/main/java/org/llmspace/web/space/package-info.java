/// Door: the pages that people see. Start with [SpaceResource].
@NullMarked
package org.llmspace.web.space;

import org.jspecify.annotations.NullMarked;
