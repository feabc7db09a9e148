/// Pipeline calls on the wire. Start with [PipelineRequest], [PipelineTask] and [PipelineReply].
@NullMarked
package org.llmspace.contracts.pipeline;

import org.jspecify.annotations.NullMarked;
