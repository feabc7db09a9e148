package org.llmspace.chat.provider;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.LocalModels;
import org.llmspace.chat.backend.PipelineCall;
import org.llmspace.chat.backend.PipelineClient;
import org.llmspace.chat.provider.ProviderSettings.Account;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.PipelineTask;

/// All providers, and the only class that knows their names. Which of them can be used is decided by keys at run time.
@Singleton
public class Providers {

    public static final String GUIDE = "guide";

    /// @param needsKey the variable that its key is read from
    private record Known(String name, String baseUrl, String needsKey) {

        /// Anthropic lists models by its own protocol only.
        Map<String, String> headers(@Nullable String key) {
            return name.equals("anthropic") && key != null ? Map.of("x-api-key", key, "anthropic-version", "2023-06-01")
                    : Map.of();
        }
    }

    /// The documented addresses of the OpenAI protocol.
    private static final List<Known> KNOWN = List.of(
            new Known("openai", "https://api.openai.com/v1", "OPENAI_API_KEY"),
            new Known("anthropic", "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY"),
            new Known("google", "https://generativelanguage.googleapis.com/v1beta/openai", "GOOGLE_API_KEY"),
            new Known("deepseek", "https://api.deepseek.com", "DEEPSEEK_API_KEY"),
            new Known("huggingface", "https://router.huggingface.co/v1", "HF_TOKEN"));

    /// A provider and its own name of the model.
    public record Choice(Provider provider, String model) {

        /// As a turn names it.
        public String id() {
            return model.equals(provider.name()) ? model : provider.name() + "/" + model;
        }
    }

    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final String defaultModel;
    private final Http http;
    private final int retries;
    private final Map<String, List<String>> fallbacks;
    private final ModelKnowledge knowledge;

    @Inject
    Providers(ProviderSettings settings, PipelineClient pipelines, LocalModels models) {
        this(settings, new LocalProvider.Pipelines() {

            @Override
            public PipelineCall start(@Nullable String model, PipelineTask<?> task, Duration patience) {
                return pipelines.start(model, task, patience);
            }

            @Override
            public List<String> generating() {
                return models.of("text-generation").stream().map(ModelDescription::id).toList();
            }
        });
    }

    Providers(ProviderSettings settings, LocalProvider.Pipelines pipelines) {
        this.defaultModel = settings.defaultModel();
        this.http = new Http(settings.patience());
        this.retries = settings.patience().retries();
        this.fallbacks = settings.fallbacks();
        this.knowledge = new ModelKnowledge(settings.modelFamilies().map(ModelTable::in).orElseGet(ModelTable::empty));
        providers.put(GUIDE, new Guide());
        for (Known known : KNOWN) {
            providers.put(known.name(), provider(known, settings.providers().get(known.name())));
        }
        providers.put(LocalProvider.NAME, new LocalProvider(pipelines, settings.patience()));
        providers.put(OllamaProvider.NAME, new OllamaProvider(settings.ollama(), http));
        settings.providers().forEach((name, account) -> providers.computeIfAbsent(name, _ -> spare(name, account)));
    }

    public List<Provider> all() {
        return List.copyOf(providers.values());
    }

    /// The provider and model that a turn asks for.
    ///
    /// @param asked `provider/model`, a provider's name where it has one model, or a model that a provider lists; null
    ///            means the default
    /// @throws ProviderException if there is none, or it cannot be used now
    public Choice choose(@Nullable String asked) {
        String wanted = asked == null || asked.isBlank() ? defaultModel : asked.strip();
        Choice choice = find(wanted).orElseThrow(() -> ProviderException.of(FailureCode.MODEL_NOT_FOUND,
                "The model '%s' does not exist here. GET /v1/models lists the models that can be used.".formatted(wanted)));
        choice.provider().unusable().ifPresent(reason -> {
            throw ProviderException.of(FailureCode.MODEL_NOT_FOUND,
                    "The model '%s' cannot be used: %s".formatted(wanted, reason));
        });
        return choice;
    }

    /// What is known of a model: its window, what it takes and costs.
    public Capabilities capabilities(Choice choice) {
        return knowledge.of(choice.provider(), choice.model());
    }

    /// A model's name for metrics: callers invent names, so those that no table and no provider knows become one.
    public String metricName(String model) {
        return find(model).map(choice -> choice.provider() instanceof Guide
                || knowledge.knows(choice.provider(), choice.model()) ? choice.id() : choice.provider().name() + "/other")
                .orElse("other");
    }

    /// Begins an answer, with all patience: what the model cannot take is left out, what fails before the first token is
    /// tried again, then asked of the models to fall back to.
    public ModelStream open(Choice choice, ModelCall call) {
        return new PatientStream(candidates(choice), call, knowledge, retries);
    }

    /// Gets a model for the provider that keeps its models itself.
    ///
    /// @param asked `ollama/model`
    /// @throws ProviderException if it cannot be had
    public ModelInfo pull(String asked, Consumer<ModelEvent.Progress> progress) throws InterruptedException {
        String prefix = OllamaProvider.NAME + "/";
        if (asked.length() > prefix.length() && asked.startsWith(prefix)
                && providers.get(OllamaProvider.NAME) instanceof OllamaProvider ollama) {
            return ollama.pull(asked.substring(prefix.length()), progress);
        }
        throw ProviderException.of(FailureCode.UNSUPPORTED,
                "'%s' cannot be pulled; name a model of Ollama, for instance ollama/llama3.2".formatted(asked));
    }

    /// How to hand on what is no turn.
    ///
    /// @throws ProviderException if the provider does not speak OpenAI's protocol
    public Forwarding forwarding(Choice choice) {
        if (choice.provider() instanceof OpenAiProvider provider) {
            return provider.forwarding();
        }
        throw ProviderException.of(FailureCode.MODEL_NOT_FOUND,
                "'%s' offers this not; name a model of a provider that does, for instance openai/...".formatted(choice.id()));
    }

    @PreDestroy
    void close() {
        http.close();
    }

    private List<Choice> candidates(Choice first) {
        List<Choice> candidates = new ArrayList<>(List.of(first));
        for (String name : fallbacks.getOrDefault(first.id(), fallbacks.getOrDefault("*", List.of()))) {
            find(name).filter(other -> other.provider().unusable().isEmpty() && !candidates.contains(other))
                    .ifPresent(candidates::add);
        }
        return candidates;
    }

    private Optional<Choice> find(String wanted) {
        int slash = wanted.indexOf('/');
        Provider named = providers.get(slash < 0 ? wanted : wanted.substring(0, slash));
        if ((named instanceof Guide || named instanceof LocalProvider) && slash < 0) {
            return Optional.of(new Choice(named, wanted));
        }
        if (named != null && !(named instanceof Guide) && slash > 0 && slash < wanted.length() - 1) {
            return Optional.of(new Choice(named, wanted.substring(slash + 1)));
        }
        return providers.values().stream().filter(provider -> lists(provider, wanted)).findFirst()
                .map(provider -> new Choice(provider, wanted));
    }

    private static boolean lists(Provider provider, String model) {
        String id = provider.name() + "/" + model;
        return provider.models().stream().anyMatch(info -> info.id().equals(id));
    }

    private Provider provider(Known known, @Nullable Account account) {
        Optional<String> key = account == null ? Optional.empty() : account.apiKey().filter(text -> !text.isBlank());
        Optional<String> url = account == null ? Optional.empty() : account.baseUrl().filter(text -> !text.isBlank());
        String unusable = key.isEmpty() && url.isEmpty() ? "set " + known.needsKey() + " to use it" : null;
        return new OpenAiProvider(new Endpoint(known.name(), uri(known.name(), url.orElse(known.baseUrl())),
                key.orElse(null), unusable, known.headers(key.orElse(null))), http);
    }

    private Provider spare(String name, Account account) {
        String url = account.baseUrl().orElse("http://localhost");
        String unusable = account.baseUrl().isPresent() ? null : "set llmspace.chat.providers.%s.base-url".formatted(name);
        return new OpenAiProvider(new Endpoint(name, uri(name, url), account.apiKey().orElse(null), unusable, Map.of()), http);
    }

    private static URI uri(String name, String url) {
        try {
            return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the base URL of provider %s is no URL: %s".formatted(name, url), e);
        }
    }
}
