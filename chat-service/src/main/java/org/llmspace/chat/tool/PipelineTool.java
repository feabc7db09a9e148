package org.llmspace.chat.tool;

import java.util.function.BooleanSupplier;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

/// A pipeline of pipeline-service, for models that cannot do its task, or not as cheaply.
///
/// @param ready whether there is a model for it
/// @param run takes the arguments
record PipelineTool(String name, String description, String parameters, BooleanSupplier ready,
        Function<JsonNode, String> run) implements Tool {

    @Override
    public String origin() {
        return "pipeline";
    }

    @Override
    public boolean available() {
        return ready.getAsBoolean();
    }

    @Override
    public String call(JsonNode arguments) {
        return run.apply(arguments);
    }
}
