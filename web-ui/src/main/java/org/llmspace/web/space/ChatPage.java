package org.llmspace.web.space;

import java.util.List;

import org.llmspace.web.endpoint.Endpoint.Example;

/// The chat.
///
/// @param history the earlier turns as JSON, which the form sends along
/// @param fields the additional inputs
/// @param error what was wrong with the last form; empty if nothing was
public record ChatPage(List<Turn> turns, String conversation, String history, String message, List<Field> fields,
        List<Example> examples, String error) {

    public record Turn(String question, CallView answer) {
    }
}
