/// The HTTP door in Hugging Face's shape. Start with [InferenceResource].
@NullMarked
package org.llmspace.pipeline.inference;

import org.jspecify.annotations.NullMarked;
