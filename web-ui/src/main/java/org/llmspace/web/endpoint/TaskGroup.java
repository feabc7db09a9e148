package org.llmspace.web.endpoint;

import java.util.List;

/// Pipelines that belong together.
///
/// @param title for people
public record TaskGroup(String title, List<Endpoint> endpoints) {
    public TaskGroup {
        endpoints = List.copyOf(endpoints);
    }
}
