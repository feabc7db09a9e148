/// Numbers in memory and what is done with them, without any runtime. Start with [Tensor].
@NullMarked
package org.llmspace.pipeline.tensor;

import org.jspecify.annotations.NullMarked;
