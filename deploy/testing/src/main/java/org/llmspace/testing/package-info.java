/// What the tests of several modules need. Start with [NodeScript].
@NullMarked
package org.llmspace.testing;

import org.jspecify.annotations.NullMarked;
