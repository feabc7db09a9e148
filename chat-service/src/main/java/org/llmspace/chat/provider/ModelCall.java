package org.llmspace.chat.provider;

import static java.util.Objects.requireNonNull;

import java.util.List;

import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.GenerationOptions;

/// One call of one model.
///
/// @param model the provider's own name of the model
/// @param evidence passages to answer from; empty if there are none
/// @param capabilities what is known of the model
public record ModelCall(String model, List<ChatMessage> messages, GenerationOptions options, List<Citation> evidence,
        Capabilities capabilities) {

    public ModelCall {
        requireNonNull(model, "model");
        requireNonNull(options, "options");
        messages = List.copyOf(messages);
        evidence = List.copyOf(evidence);
        requireNonNull(capabilities, "capabilities");
    }

    public ModelCall(String model, List<ChatMessage> messages, GenerationOptions options, List<Citation> evidence) {
        this(model, messages, options, evidence, Capabilities.UNKNOWN);
    }

    /// How a language model is told the passages.
    public String evidencePrompt() {
        return EvidencePrompt.of(evidence);
    }

    ModelCall with(String otherModel) {
        return new ModelCall(otherModel, messages, options, evidence, capabilities);
    }
}
