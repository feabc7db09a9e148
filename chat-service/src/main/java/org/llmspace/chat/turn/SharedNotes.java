package org.llmspace.chat.turn;

import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.llmspace.chat.memory.Notes;

/// What a door leaves for the same door of other replicas.
@Singleton
public class SharedNotes {

    private final Notes notes;

    SharedNotes(Notes notes) {
        this.notes = notes;
    }

    /// Whether replicas share anything; if not, nothing can be left.
    public boolean areShared() {
        return notes.areShared();
    }

    public void put(String id, String note, Duration age) {
        notes.put(id, note, age);
    }

    public Optional<String> get(String id) {
        return notes.get(id);
    }

    public void remove(String id) {
        notes.remove(id);
    }
}
