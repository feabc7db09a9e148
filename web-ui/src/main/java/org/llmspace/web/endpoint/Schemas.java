package org.llmspace.web.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/// What goes into an endpoint and what comes out, as JSON schemas for programs.
public final class Schemas {

    private Schemas() {
    }

    public static Map<String, Object> inputs(Endpoint endpoint) {
        return inputs(endpoint, Schemas::input);
    }

    /// @param schema of one parameter
    public static Map<String, Object> inputs(Endpoint endpoint, Function<Parameter, Map<String, @Nullable Object>> schema) {
        Map<String, Object> properties = new LinkedHashMap<>();
        endpoint.parameters().forEach(parameter -> properties.put(parameter.name(), schema.apply(parameter)));
        return object(properties, endpoint.parameters().stream().filter(parameter -> !parameter.optional())
                .map(Parameter::name).toList());
    }

    /// A value that there is not is left out, so none is required.
    public static Map<String, Object> outputs(Endpoint endpoint) {
        Map<String, Object> properties = new LinkedHashMap<>();
        endpoint.returns().forEach(value -> properties.put(value.name(), output(value)));
        return object(properties, List.of());
    }

    public static Map<String, Object> output(Endpoint.Return value) {
        Map<String, Object> schema = new LinkedHashMap<>(value.widget().schema());
        schema.putIfAbsent("description", value.label());
        return schema;
    }

    private static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put("properties", properties);
        object.put("required", required);
        return object;
    }

    public static Map<String, @Nullable Object> input(Parameter parameter) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>(parameter.widget().schema());
        String kind = schema.containsKey("description") ? " (" + schema.get("description") + ")" : "";
        schema.put("description",
                (parameter.info().isEmpty() ? parameter.label() : parameter.label() + ". " + parameter.info()) + kind);
        if (parameter.initial() != null) {
            schema.put("default", parameter.initial());
        }
        return schema;
    }
}
