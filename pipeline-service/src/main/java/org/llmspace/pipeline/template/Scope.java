package org.llmspace.pipeline.template;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// Names and what they stand for; a loop or a macro has a scope of its own.
final class Scope {

    private final @Nullable Scope around;
    private final Map<String, Object> values = new HashMap<>();

    Scope(@Nullable Scope around) {
        this.around = around;
    }

    Object get(String name) {
        Object value = values.get(name);
        if (value != null) {
            return value;
        }
        return around == null ? Nothing.UNDEFINED : around.get(name);
    }

    Scope set(String name, Object value) {
        values.put(name, value);
        return this;
    }
}
