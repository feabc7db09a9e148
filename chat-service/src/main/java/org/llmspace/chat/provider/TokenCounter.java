package org.llmspace.chat.provider;

/// Counts the tokens of texts.
public interface TokenCounter {

    /// What a counter that does not know the model's own tokenizer calls itself.
    String ESTIMATE = "estimate";

    /// The tokenizer's name, or [#ESTIMATE].
    String name();

    int count(String text);
}
