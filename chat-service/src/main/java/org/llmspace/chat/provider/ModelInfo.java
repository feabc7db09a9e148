package org.llmspace.chat.provider;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/// A model that can be asked for.
///
/// @param id as a turn names it: `provider/model`, or the provider's name alone where it has one model
/// @param created Unix seconds; 0 if the provider does not say
/// @param ownedBy who makes the model available
/// @param contextLength in tokens; null if it is not known
public record ModelInfo(String id, long created, String ownedBy, @Nullable Integer contextLength) {

    public ModelInfo {
        requireNonNull(id, "id");
        requireNonNull(ownedBy, "ownedBy");
    }
}
