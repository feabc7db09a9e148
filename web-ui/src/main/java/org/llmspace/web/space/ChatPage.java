package org.llmspace.web.space;

import java.util.List;

import org.llmspace.web.backend.ModelDirectory.Unusable;
import org.llmspace.web.endpoint.Endpoint.Example;

/// The chat.
///
/// @param history the earlier turns as JSON, which the form sends along
/// @param models what can be chosen
/// @param unusable what cannot be chosen now, and why
/// @param model what is chosen; empty for the Space's choice
/// @param fields the additional inputs
/// @param error what was wrong with the last form; empty if nothing was
public record ChatPage(List<Turn> turns, String conversation, String history, String message, List<String> models,
        List<Unusable> unusable, String model, List<Field> fields,
        List<Example> examples, String error) {

    /// Which kept message the next turn follows; empty if the conversation is not kept.
    public String parent() {
        return turns.isEmpty() ? "root" : turns.getLast().answer().kept();
    }

    public record Turn(String question, CallView answer) {
    }
}
