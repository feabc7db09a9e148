package org.llmspace.chat.provider;

import java.time.Duration;

import org.llmspace.contracts.kafka.ExpiringMap;

/// What each model takes: by the file of whoever runs the service, by what its provider documents, by what the provider says
/// when it is asked, by what is known of open models wherever they run, and by what the model turned out to refuse.
final class ModelKnowledge {

    private final ModelTable own;
    private final ModelTable documented = ModelTable.builtIn().ofProviders();
    private final ModelTable open = ModelTable.builtIn().ofOpenModels();
    private final ExpiringMap<String, Capabilities> learned = new ExpiringMap<>(Duration.ofHours(1), 1_000);

    ModelKnowledge(ModelTable own) {
        this.own = own;
    }

    Capabilities of(Provider provider, String model) {
        Capabilities known = learned.get(key(provider, model));
        return known == null ? lookUp(provider, model) : known;
    }

    /// Whether a table or the provider names this model.
    boolean knows(Provider provider, String model) {
        return own.knows(provider.name(), model) || documented.knows(provider.name(), model)
                || provider.models().stream().anyMatch(info -> info.id().equals(provider.name() + "/" + model));
    }

    /// Notes that a model refused a parameter; false if that cannot be helped.
    boolean refused(Provider provider, String model, String parameter) {
        Capabilities before = of(provider, model);
        Capabilities after = parameter.equals("max_tokens") ? before.with(Feature.MAX_COMPLETION_TOKENS, true)
                : Feature.ofWireName(parameter).map(feature -> before.with(feature, false)).orElse(before);
        learned.put(key(provider, model), after);
        return !after.equals(before);
    }

    private Capabilities lookUp(Provider provider, String model) {
        Capabilities written = own.of(provider.name(), model).orElse(documented.of(provider.name(), model));
        return written.contextWindow() != null && written.takes() != null ? written
                : written.orElse(provider.describe(model)).orElse(open.of(provider.name(), model));
    }

    private static String key(Provider provider, String model) {
        return provider.name() + "/" + model;
    }
}
