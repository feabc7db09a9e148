/// One class per task, whose body reads preprocess, forward, postprocess. Start with [Pipelines].
@NullMarked
package org.llmspace.pipeline.task;

import org.jspecify.annotations.NullMarked;
