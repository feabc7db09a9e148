package org.llmspace.web.space;

import java.util.Locale;

import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.TaskGroup;
import org.llmspace.web.words.Words;

import io.quarkus.qute.TemplateExtension;

/// What pages call a task, in the language of the pages; programs get the English of its row.
@TemplateExtension
final class TaskWords {

    private TaskWords() {
    }

    static String shownTitle(Endpoint task) {
        return Words.ofTask(task.name() + ".title", task.title());
    }

    /// The words of a group go by its English title, for instance `task.group.write_a_text`.
    static String shownTitle(TaskGroup group) {
        return Words.ofTask("group." + group.title().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_"), group.title());
    }

    static String shownDescription(Endpoint task) {
        return Words.ofTask(task.name() + ".description", task.description());
    }

    static String shownResult(Endpoint task) {
        return Words.ofTask(task.name() + ".result", task.returns().getFirst().label());
    }
}
