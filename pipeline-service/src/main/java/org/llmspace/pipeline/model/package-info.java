/// Models by name: found, loaded once, kept ready. Start with [Models] and [Model].
@NullMarked
package org.llmspace.pipeline.model;

import org.jspecify.annotations.NullMarked;
