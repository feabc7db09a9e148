package org.llmspace.chat.turn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import org.llmspace.chat.provider.ModelInfo;
import org.llmspace.chat.provider.Provider;
import org.llmspace.chat.provider.Providers;
import org.llmspace.contracts.chat.ChatReply;

/// The models that a turn can name.
@Singleton
public class TurnModels {

    /// @param contextLength in tokens, if it is known
    public record Model(String id, long created, String ownedBy, Optional<Integer> contextLength) {
    }

    private final Providers providers;

    TurnModels(Providers providers) {
        this.providers = providers;
    }

    /// Those that can be used now.
    public List<Model> usable() {
        askAll();
        List<Model> models = new ArrayList<>();
        for (Provider provider : providers.all()) {
            provider.models().stream().map(TurnModels::model).forEach(models::add);
        }
        return models;
    }

    /// The first time each provider is waited for; at the same time, since some may not be there.
    private void askAll() {
        try {
            List<Thread> asking = providers.all().stream()
                    .map(provider -> Thread.ofVirtual().name("lists-", 0).start(provider::models)).toList();
            for (Thread thread : asking) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Providers that cannot be used now, or tell no models, and why.
    public Map<String, String> unusable() {
        Map<String, String> reasons = new TreeMap<>();
        providers.all().forEach(provider -> provider.missing().ifPresent(why -> reasons.put(provider.name(), why)));
        return reasons;
    }

    /// Gets a model, and tells how far that is.
    ///
    /// @throws org.llmspace.chat.provider.ProviderException if it cannot be had
    Model pull(String model, Consumer<ChatReply.Progress> progress) throws InterruptedException {
        return model(providers.pull(model,
                now -> progress.accept(new ChatReply.Progress(now.description(), now.unit(), now.done(), now.total()))));
    }

    private static Model model(ModelInfo info) {
        return new Model(info.id(), info.created(), info.ownedBy(), Optional.ofNullable(info.capabilities().contextWindow()));
    }
}
