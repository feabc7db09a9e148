package org.llmspace.pipeline.template;

import java.util.List;
import java.util.Map;

/// The arguments of a call, a filter or a test.
record Given(List<Object> positional, Map<String, Object> named) {

    static final Given NONE = new Given(List.of(), Map.of());

    boolean has(int place, String name) {
        return place < positional.size() || named.containsKey(name);
    }

    Object get(int place, String name, Object otherwise) {
        return place < positional.size() ? positional.get(place) : named.getOrDefault(name, otherwise);
    }

    Object get(int place, String name) {
        if (!has(place, name)) {
            throw new TemplateException("the argument '%s' is missing".formatted(name));
        }
        return get(place, name, Nothing.UNDEFINED);
    }

    String text(int place, String name) {
        return Values.text(get(place, name));
    }

    String text(int place, String name, String otherwise) {
        return Values.text(get(place, name, otherwise));
    }

    Given from(int place) {
        return new Given(positional.subList(Math.min(place, positional.size()), positional.size()), named);
    }
}
