package org.llmspace.pipeline.template;

import java.util.AbstractList;
import java.util.List;

/// A list that is written in parentheses; its items may have names besides.
final class Tuple extends AbstractList<Object> {

    private final List<Object> items;
    private final List<String> names;

    Tuple(List<Object> items, String... names) {
        this.items = List.copyOf(items);
        this.names = List.of(names);
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }

    /// The item with a name, or [Nothing#UNDEFINED].
    Object named(String name) {
        int index = names.indexOf(name);
        return index < 0 ? Nothing.UNDEFINED : items.get(index);
    }
}
