package org.llmspace.pipeline.tokenizer;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/// What `tokenizer_config.json` adds to the tokenizer.
///
/// @param modelMaxLength tokens the model can take; [Integer#MAX_VALUE] where the file sets no limit
/// @param specialTokens the spelling of `cls_token`, `pad_token` and so on, by that name
/// @param chatTemplates Jinja templates by name, the main one as `default`
public record TokenizerConfig(int modelMaxLength, boolean cleanUpTokenizationSpaces, Map<String, String> specialTokens,
        Map<String, String> chatTemplates, Side paddingSide, Side truncationSide, @Nullable String tokenizerClass) {

    public TokenizerConfig {
        specialTokens = Map.copyOf(specialTokens);
        chatTemplates = Map.copyOf(chatTemplates);
    }

    static TokenizerConfig read(@Nullable JsonNode config) {
        var json = config == null ? com.fasterxml.jackson.databind.node.MissingNode.getInstance() : config;
        return new TokenizerConfig(maxLength(json.path("model_max_length")),
                json.path("clean_up_tokenization_spaces").asBoolean(true), specialTokens(json),
                chatTemplates(json.path("chat_template")), side(json, "padding_side"), side(json, "truncation_side"),
                json.path("tokenizer_class").textValue());
    }

    // "no limit" is written as a number of thirty digits
    private static int maxLength(JsonNode length) {
        return length.isNumber() && length.doubleValue() < Integer.MAX_VALUE && length.intValue() > 0
                ? length.intValue()
                : Integer.MAX_VALUE;
    }

    private static Side side(JsonNode json, String name) {
        return "left".equals(json.path(name).textValue()) ? Side.LEFT : Side.RIGHT;
    }

    // a token is a text, or an object with its flags
    private static Map<String, String> specialTokens(JsonNode json) {
        var tokens = new LinkedHashMap<String, String>();
        for (var entry : json.properties()) {
            var value = entry.getValue().isObject() ? entry.getValue().path("content") : entry.getValue();
            if (entry.getKey().endsWith("_token") && value.isTextual()) {
                tokens.put(entry.getKey(), value.textValue());
            }
        }
        return tokens;
    }

    // one template, or a list of named ones
    private static Map<String, String> chatTemplates(JsonNode template) {
        var templates = new LinkedHashMap<String, String>();
        if (template.isTextual()) {
            templates.put("default", template.textValue());
        }
        for (var named : template) {
            if (named.path("template").isTextual()) {
                templates.put(named.path("name").asText(), named.path("template").textValue());
            }
        }
        return templates;
    }

    /// The main chat template, or null.
    public @Nullable String chatTemplate() {
        return chatTemplates.get("default");
    }

    TokenizerConfig withChatTemplate(String template) {
        var templates = new LinkedHashMap<>(chatTemplates);
        templates.put("default", template);
        return new TokenizerConfig(modelMaxLength, cleanUpTokenizationSpaces, specialTokens, templates, paddingSide,
                truncationSide, tokenizerClass);
    }
}
