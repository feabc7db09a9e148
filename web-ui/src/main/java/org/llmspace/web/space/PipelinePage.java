package org.llmspace.web.space;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.TaskGroup;

/// One pipeline: its form and its result.
///
/// @param groups all pipelines, to change between them
/// @param result null before anything was asked
/// @param error what was wrong with the last form; empty if nothing was
public record PipelinePage(Endpoint endpoint, List<TaskGroup> groups, List<Field> fields, @Nullable CallView result,
        String error) {

    /// Whether there are fields that are better put away.
    public boolean putsAway() {
        return !more().isEmpty();
    }

    /// Whether something stands in what is put away, so that it must be seen.
    public boolean opened() {
        return more().stream().anyMatch(field -> !field.value().isEmpty());
    }

    /// Whether files are among its inputs.
    public boolean sendsFiles() {
        return fields.stream().anyMatch(Field::file);
    }

    /// What is seen at once.
    public List<Field> first() {
        return fields.stream().filter(PipelinePage::atOnce).toList();
    }

    /// What is put away.
    public List<Field> more() {
        return fields.stream().filter(field -> !atOnce(field)).toList();
    }

    private static boolean atOnce(Field field) {
        return !field.parameter().optional() || field.kind().equals("check");
    }
}
