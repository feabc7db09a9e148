/// Models that run elsewhere: Hugging Face's Inference Providers. Start with [InferenceProviders].
@NullMarked
package org.llmspace.pipeline.remote;

import org.jspecify.annotations.NullMarked;
