package org.llmspace.web.space;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.endpoint.Endpoint;

/// One pipeline: its form and its result.
///
/// @param others all pipelines, to change between them
/// @param result null before anything was asked
/// @param error what was wrong with the last form; empty if nothing was
public record PipelinePage(Endpoint endpoint, List<Endpoint> others, List<Field> fields, @Nullable CallView result,
        String error) {
}
