/// The whole Space, started as a user starts it and driven by real clients. Start with [SpaceTest].
@NullMarked
package org.llmspace.e2e;

import org.jspecify.annotations.NullMarked;
