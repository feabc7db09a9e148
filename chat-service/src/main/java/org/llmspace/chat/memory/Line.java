package org.llmspace.chat.memory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

import org.llmspace.contracts.chat.ChatResult.KeptMessage;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import io.quarkus.runtime.annotations.RegisterForReflection;

/// One line of a conversation's file; lines are only ever added.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
@JsonSubTypes({ @JsonSubTypes.Type(value = Line.Opened.class, name = "opened"),
        @JsonSubTypes.Type(value = Line.Said.class, name = "said"),
        @JsonSubTypes.Type(value = Line.Renamed.class, name = "renamed") })
@RegisterForReflection
sealed interface Line {

    /// The first line.
    @RegisterForReflection
    record Opened(String id, Instant at) implements Line {
        public Opened {
            requireNonNull(id, "id");
            requireNonNull(at, "at");
        }
    }

    /// @param turn the call that the message belongs to
    @RegisterForReflection
    record Said(String turn, KeptMessage message) implements Line {
        public Said {
            requireNonNull(turn, "turn");
            requireNonNull(message, "message");
        }
    }

    @RegisterForReflection
    record Renamed(String title, Instant at) implements Line {
        public Renamed {
            requireNonNull(title, "title");
            requireNonNull(at, "at");
        }
    }
}
