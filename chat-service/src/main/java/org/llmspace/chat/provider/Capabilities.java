package org.llmspace.chat.provider;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/// What is known of a model; null is what nobody knows.
///
/// @param contextWindow tokens of prompt and answer together
/// @param maxOutputTokens tokens of the longest answer
/// @param takes what a request can hold; null means that everything is tried
/// @param source where this is written, for people
public record Capabilities(@Nullable Integer contextWindow, @Nullable Integer maxOutputTokens,
        @Nullable Set<Feature> takes, @Nullable Price price, String source) {

    public static final Capabilities UNKNOWN = new Capabilities(null, null, null, null, "");

    public Capabilities {
        takes = takes == null ? null : Set.copyOf(takes);
        requireNonNull(source, "source");
    }

    public boolean takes(Feature feature) {
        return takes == null ? !feature.peculiar() : takes.contains(feature);
    }

    /// This, and what is missing in it from elsewhere.
    Capabilities orElse(Capabilities other) {
        boolean asked = contextWindow == null && other.contextWindow != null
                || maxOutputTokens == null && other.maxOutputTokens != null || takes == null && other.takes != null
                || price == null && other.price != null;
        String sources = !asked || source.equals(other.source) ? source
                : source.isEmpty() || other.source.isEmpty() ? source + other.source : source + "; " + other.source;
        return new Capabilities(contextWindow == null ? other.contextWindow : contextWindow,
                maxOutputTokens == null ? other.maxOutputTokens : maxOutputTokens, takes == null ? other.takes : takes,
                price == null ? other.price : price, sources);
    }

    Capabilities with(Feature feature, boolean taken) {
        EnumSet<Feature> changed = EnumSet.noneOf(Feature.class);
        for (Feature any : Feature.values()) {
            if (any == feature ? taken : takes(any)) {
                changed.add(any);
            }
        }
        return new Capabilities(contextWindow, maxOutputTokens, changed, price, source);
    }
}
