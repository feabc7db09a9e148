package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// One step of an agent's plan.
public record PlanStep(String description, Status status) {

    public PlanStep {
        requireNonNull(description, "description");
        requireNonNull(status, "status");
    }

    /// How far a step is.
    public enum Status {
        PENDING,
        RUNNING,
        DONE,
        SKIPPED;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Status ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }
}
