package org.llmspace.web.space;

import java.util.List;

import org.llmspace.web.endpoint.TaskGroup;

/// All pipelines.
public record PipelineList(List<TaskGroup> groups) {
}
