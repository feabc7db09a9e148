package org.llmspace.chat.provider;

import static java.util.Objects.requireNonNull;

/// A model that can be asked for.
///
/// @param id as a turn names it: `provider/model`, or the provider's name alone where it has one model
/// @param created Unix seconds; 0 if the provider does not say
/// @param ownedBy who makes the model available
/// @param capabilities what the provider says of it
public record ModelInfo(String id, long created, String ownedBy, Capabilities capabilities) {

    public ModelInfo {
        requireNonNull(id, "id");
        requireNonNull(ownedBy, "ownedBy");
        requireNonNull(capabilities, "capabilities");
    }
}
