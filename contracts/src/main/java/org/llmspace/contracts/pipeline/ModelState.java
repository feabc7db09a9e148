package org.llmspace.contracts.pipeline;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// How near a model is, in snake case on the wire. Readers treat a name that they do not know as [#UNAVAILABLE].
public enum ModelState {
    /// In memory, ready to run.
    LOADED,
    /// On its way into memory.
    LOADING,
    /// On this machine; the first call loads it.
    AVAILABLE,
    /// On its way to this machine.
    DOWNLOADING,
    /// On the Hub; the first call downloads it.
    MISSING,
    /// Not to be had as things are; the description says what is missing.
    UNAVAILABLE;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static ModelState ofWireName(String name) {
        for (ModelState state : values()) {
            if (state.wireName().equals(name)) {
                return state;
            }
        }
        return UNAVAILABLE;
    }
}
