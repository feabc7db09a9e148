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

    private static final int FEW = 3;

    /// Whether there are so many optional fields that they are better put away.
    public boolean putsAway() {
        return fields.stream().filter(field -> field.parameter().optional()).count() > FEW;
    }

    /// Whether files are among its inputs.
    public boolean sendsFiles() {
        return fields.stream().anyMatch(Field::file);
    }

    /// What is seen at once.
    public List<Field> first() {
        return putsAway() ? fields.stream().filter(field -> !field.parameter().optional()).toList() : fields;
    }

    /// What is put away.
    public List<Field> more() {
        return putsAway() ? fields.stream().filter(field -> field.parameter().optional()).toList() : List.of();
    }
}
