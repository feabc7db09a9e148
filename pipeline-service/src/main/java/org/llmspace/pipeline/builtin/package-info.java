/// The models that come with the service and work anywhere. Start with [BuiltinModel].
@NullMarked
package org.llmspace.pipeline.builtin;

import org.jspecify.annotations.NullMarked;
