package org.llmspace.chat.provider;

/// The answer of a model while it comes in. One thread reads; any thread may close, which ends the provider's work.
public interface ModelStream extends AutoCloseable {

    /// The next event; blocks until there is one. Not to be called after [ModelEvent.End].
    ///
    /// @throws ProviderException if the model failed, or the stream was closed
    ModelEvent next();

    @Override
    void close();
}
