package org.llmspace.web.space;

import java.util.List;

import org.llmspace.web.endpoint.Endpoint;

/// All pipelines.
public record PipelineList(List<Endpoint> endpoints) {
}
