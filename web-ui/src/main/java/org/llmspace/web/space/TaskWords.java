package org.llmspace.web.space;

import org.llmspace.web.endpoint.Endpoint;
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

    static String shownDescription(Endpoint task) {
        return Words.ofTask(task.name() + ".description", task.description());
    }

    static String shownResult(Endpoint task) {
        return Words.ofTask(task.name() + ".result", task.returns().getFirst().label());
    }
}
