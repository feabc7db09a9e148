package org.llmspace.chat.provider;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.llmspace.chat.backend.PipelineClient;
import org.llmspace.chat.backend.PipelineFailedException;
import org.llmspace.contracts.kafka.ExpiringMap;
import org.llmspace.contracts.pipeline.PipelineTask;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;

/// The tokenizers of models: OpenAI's are public, those of local models are in pipeline-service; for the rest, whose makers
/// keep them, the newest of OpenAI's gives an estimate.
@Singleton
public class TokenCounters {

    /// Counts the tokens of a text with a model's own tokenizer; pipeline-service does.
    interface Local {

        /// @throws PipelineFailedException if it cannot
        int count(String model, String text);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration REMEMBERED = Duration.ofMinutes(30);
    private static final Pattern O200K = Pattern
            .compile("(?:.*/)?(?:ft:)?(?:gpt-(?:4o|4\\.1|4\\.5|5)|chatgpt-|o[134](?:-|$)).*");
    private static final Pattern CL100K = Pattern.compile("(?:.*/)?(?:ft:)?(?:gpt-(?:4|3\\.5)(?:-|$)|text-embedding-).*");

    // read when first needed: a vocabulary takes some 100 ms and 50 MB
    private final EncodingRegistry vocabularies = Encodings.newLazyEncodingRegistry();
    private final ExpiringMap<String, Integer> remembered = new ExpiringMap<>(REMEMBERED, 10_000);
    private final Local local;

    @Inject
    TokenCounters(PipelineClient pipelines) {
        this((model, text) -> pipelines.run(model, PipelineTask.Tokenize.of(text), PATIENCE).count());
    }

    TokenCounters(Local local) {
        this.local = local;
    }

    /// The text of tokens of OpenAI's embedding models, which some clients send instead of the text.
    ///
    /// @throws IllegalArgumentException if these are none
    public String text(List<Integer> tokens) {
        IntArrayList ids = new IntArrayList(tokens.size());
        tokens.forEach(ids::add);
        try {
            return vocabularies.getEncoding(EncodingType.CL100K_BASE).decode(ids);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no tokens of cl100k_base", e);
        }
    }

    /// The counter of a model; one that cannot be had is replaced by an estimate.
    public TokenCounter of(Providers.Choice choice) {
        String model = choice.model().toLowerCase(Locale.ROOT);
        if (O200K.matcher(model).matches()) {
            return new Bpe("o200k_base", EncodingType.O200K_BASE);
        }
        if (CL100K.matcher(model).matches()) {
            return new Bpe("cl100k_base", EncodingType.CL100K_BASE);
        }
        if (choice.provider() instanceof LocalProvider && !choice.model().equals(LocalProvider.NAME)) {
            TokenCounter counter = new InPipelines(choice.model());
            try {
                counter.count("a");
                return counter;
            } catch (PipelineFailedException e) {
                return estimate();
            }
        }
        return estimate();
    }

    private TokenCounter estimate() {
        return new Bpe(TokenCounter.ESTIMATE, EncodingType.O200K_BASE);
    }

    private final class Bpe implements TokenCounter {

        private final String name;
        private final EncodingType type;

        Bpe(String name, EncodingType type) {
            this.name = name;
            this.type = type;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int count(String text) {
            return vocabularies.getEncoding(type).countTokensOrdinary(text);
        }
    }

    private final class InPipelines implements TokenCounter {

        private final String model;

        InPipelines(String model) {
            this.model = model;
        }

        @Override
        public String name() {
            return model;
        }

        @Override
        public int count(String text) {
            String key = model + "\n" + text;
            Integer known = remembered.get(key);
            if (known != null) {
                return known;
            }
            int count = text.isEmpty() ? 0 : local.count(model, text);
            remembered.put(key, count);
            return count;
        }
    }
}
