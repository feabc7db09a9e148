package org.llmspace.pipeline.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.template.ChatTemplate;
import org.llmspace.pipeline.template.TemplateException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The text that a model's chat template makes of a conversation.
///
/// @param tools functions that the model may ask for
/// @param more further values for the template
/// @param asksForAnswer whether the text ends where the answer begins
record ChatPrompt(List<JsonNode> messages, List<JsonNode> tools, @Nullable JsonNode more, boolean asksForAnswer) {

    private static final ObjectMapper JSON = EventCodec.json();

    /// @throws PipelineException if the model has no template, or its template refuses the conversation
    String render(Model model) {
        String template = template(model);
        Map<String, JsonNode> values = new HashMap<>();
        model.tokenizer().config().specialTokens()
                .forEach((name, token) -> values.put(name, JSON.getNodeFactory().textNode(token)));
        values.put("messages", conversation(template));
        values.put("tools", tools.isEmpty() ? JSON.nullNode() : JSON.createArrayNode().addAll(tools));
        values.put("documents", JSON.nullNode());
        values.put("add_generation_prompt", JSON.getNodeFactory().booleanNode(asksForAnswer));
        if (more instanceof ObjectNode object) {
            object.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        } else if (more != null && !more.isNull()) {
            throw PipelineException.invalid("'chat_template_kwargs' is no object; send names and values");
        }
        try {
            return ChatTemplate.parse(template).render(values);
        } catch (TemplateException e) {
            throw PipelineException.invalid("The chat template of %s does not take this conversation: %s"
                    .formatted(model.name(), e.getMessage()));
        }
    }

    private String template(Model model) {
        Map<String, String> named = model.tokenizer().config().chatTemplates();
        String own = model.file("chat_template.jinja").map(bytes -> new String(bytes, UTF_8))
                .or(() -> model.json("chat_template.json").map(json -> json.path("chat_template").textValue()))
                .orElseGet(() -> named.get("default"));
        String template = tools.isEmpty() ? own : named.getOrDefault("tool_use", own);
        if (template != null && !tools.isEmpty() && !template.contains("tools")) {
            throw new PipelineException(FailureCode.UNSUPPORTED,
                    "The chat template of %s knows no tools; leave 'tools' out or use a model that calls functions"
                            .formatted(model.name()));
        }
        if (template == null) {
            throw new PipelineException(FailureCode.UNSUPPORTED,
                    "%s has no chat template; send the conversation as one text in 'inputs'".formatted(model.name()));
        }
        return template;
    }

    private ArrayNode conversation(String template) {
        boolean readsParts = template.contains("'type'") || template.contains("\"type\"") || template.contains(".type");
        ArrayNode conversation = JSON.createArrayNode();
        for (JsonNode message : messages) {
            if (!message.path("role").isTextual()) {
                throw PipelineException.invalid("a message has no 'role'; send {\"role\": \"user\", \"content\": \"...\"}");
            }
            ObjectNode copy = message.deepCopy();
            if (!readsParts && message.path("content").isArray()) {
                copy.put("content", text(message.get("content")));
            }
            copy.path("tool_calls").forEach(ChatPrompt::parseArguments);
            conversation.add(copy);
        }
        return conversation;
    }

    /// Most templates take a text only.
    private static String text(JsonNode parts) {
        return StreamSupport.stream(parts.spliterator(), false).map(part -> {
            if (!part.path("text").isTextual()) {
                throw PipelineException.invalid("the model reads texts only; a message has a part of type '%s'"
                        .formatted(part.path("type").asText()));
            }
            return part.get("text").textValue();
        }).collect(Collectors.joining("\n"));
    }

    /// OpenAI's interface has a call's arguments as a text; templates want them as an object.
    private static void parseArguments(JsonNode call) {
        if (call.path("function") instanceof ObjectNode function && function.path("arguments").isTextual()) {
            try {
                function.set("arguments", JSON.readTree(function.get("arguments").textValue()));
            } catch (JsonProcessingException e) {
                throw PipelineException.invalid("the arguments of a tool call are no JSON");
            }
        }
    }
}
