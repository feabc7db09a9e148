/// The words of the interface, all of them in `words.properties`. Start with [Words].
@NullMarked
package org.llmspace.web.words;

import org.jspecify.annotations.NullMarked;
