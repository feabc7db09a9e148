package org.llmspace.chat.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;

/// Families of models and what they take, from a file; the first family whose pattern fits a model counts.
final class ModelTable {

    private static final String BUILT_IN = "/model-families.json";

    private record Family(@Nullable String provider, List<Pattern> models, Capabilities capabilities) {

        boolean fits(String asked, String model) {
            return (provider == null || provider.equals(asked))
                    && models.stream().anyMatch(pattern -> pattern.matcher(model).matches());
        }
    }

    private final List<Family> families;

    private ModelTable(List<Family> families) {
        this.families = families;
    }

    static ModelTable empty() {
        return new ModelTable(List.of());
    }

    /// What the providers document.
    static ModelTable builtIn() {
        try (InputStream file = ModelTable.class.getResourceAsStream(BUILT_IN)) {
            if (file == null) {
                throw new IllegalStateException(BUILT_IN + " is missing");
            }
            return of(EventCodec.json().readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(BUILT_IN + " cannot be read", e);
        }
    }

    /// What whoever runs the service knows better.
    static ModelTable in(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return of(EventCodec.json().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "llmspace.chat.model-families: %s is no table of models: %s".formatted(file, e.getMessage()), e);
        }
    }

    /// The families that a provider documents.
    ModelTable ofProviders() {
        return new ModelTable(families.stream().filter(family -> family.provider() != null).toList());
    }

    /// The families of open models, whoever hosts them.
    ModelTable ofOpenModels() {
        return new ModelTable(families.stream().filter(family -> family.provider() == null).toList());
    }

    Capabilities of(String provider, String model) {
        return families.stream().filter(family -> family.fits(provider, model)).findFirst().map(Family::capabilities)
                .orElse(Capabilities.UNKNOWN);
    }

    /// Whether a model is one of the families', so that its name is no stranger's invention.
    boolean knows(String provider, String model) {
        return families.stream().anyMatch(family -> family.fits(provider, model));
    }

    private static ModelTable of(JsonNode file) {
        Map<String, Set<Feature>> sets = new HashMap<>();
        file.path("sets").properties().forEach(set -> sets.put(set.getKey(), features(set.getValue())));
        List<Family> families = new ArrayList<>();
        for (JsonNode family : file.path("families")) {
            List<Pattern> models = new ArrayList<>();
            family.path("models").forEach(glob -> models.add(pattern(glob.asText())));
            families.add(new Family(family.path("provider").textValue(), models, capabilities(family, sets)));
        }
        return new ModelTable(List.copyOf(families));
    }

    private static Capabilities capabilities(JsonNode family, Map<String, Set<Feature>> sets) {
        JsonNode takes = family.path("takes");
        Set<Feature> features = takes.isTextual() ? sets.get(takes.asText()) : takes.isArray() ? features(takes) : null;
        if (takes.isTextual() && features == null) {
            throw new IllegalArgumentException("a table of models names a set that it does not have: " + takes.asText());
        }
        return new Capabilities(number(family, "context_window"), number(family, "max_output_tokens"), features,
                price(family.path("price")), family.path("source").asText(""));
    }

    private static @Nullable Price price(JsonNode price) {
        return price.isMissingNode() ? null
                : new Price(price.path("input").asDouble(),
                        price.path("cached_input").asDouble(price.path("input").asDouble()),
                        price.path("output").asDouble());
    }

    private static Set<Feature> features(JsonNode names) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        names.forEach(name -> features.add(Feature.ofWireName(name.asText()).orElseThrow(
                () -> new IllegalArgumentException("a table of models names no feature: " + name.asText()))));
        return features;
    }

    private static @Nullable Integer number(JsonNode family, String name) {
        return family.path(name).isInt() ? family.path(name).asInt() : null;
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE);
    }
}
