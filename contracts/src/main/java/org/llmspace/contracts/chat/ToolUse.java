package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Which of the service's own tools a turn may use, and how.
///
/// @param names the tools that may be used; empty means all
public record ToolUse(Mode mode, List<String> names) {

    public ToolUse {
        mode = requireNonNullElse(mode, Mode.AUTO);
        names = List.copyOf(requireNonNullElse(names, List.of()));
    }

    /// How tools are used.
    public enum Mode {
        /// Not at all.
        OFF,
        /// Whenever the model asks for one.
        AUTO,
        /// The model makes a plan first, and works on it step by step.
        AGENT;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Mode ofWireName(String name) {
            return switch (name) {
                case "off" -> OFF;
                case "auto" -> AUTO;
                case "agent" -> AGENT;
                default -> throw new IllegalArgumentException("'mode' must be off, auto or agent, not '%s'".formatted(name));
            };
        }
    }
}
