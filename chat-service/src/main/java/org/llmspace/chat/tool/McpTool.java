package org.llmspace.chat.tool;

import java.time.Duration;
import java.util.StringJoiner;

import com.fasterxml.jackson.databind.JsonNode;

/// A tool of an MCP server.
///
/// @param name the server's name and the tool's, as models may write them
/// @param origin the server's name
/// @param remoteName the tool's name on its server
/// @param patience how long a call may take
record McpTool(String name, String description, String parameters, String origin, String remoteName, McpSession session,
        Duration patience) implements Tool {

    @Override
    public String call(JsonNode arguments) {
        try {
            JsonNode result = session.call(remoteName, arguments, patience);
            String said = text(result);
            if (result.path("isError").asBoolean(false)) {
                throw new IllegalArgumentException(said.isEmpty() ? "the tool failed" : said);
            }
            return said;
        } catch (McpException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String text(JsonNode result) {
        StringJoiner text = new StringJoiner("\n");
        for (JsonNode part : result.path("content")) {
            switch (part.path("type").asText()) {
                case "text" -> text.add(part.path("text").asText());
                case "resource" ->
                    text.add(part.at("/resource/text").asText("[%s]".formatted(part.at("/resource/uri").asText())));
                case "resource_link" -> text.add(part.path("uri").asText());
                case String other -> text.add("[%s left out]".formatted(other));
            }
        }
        return text.length() == 0 && result.has("structuredContent") ? result.get("structuredContent").toString()
                : text.toString();
    }
}
