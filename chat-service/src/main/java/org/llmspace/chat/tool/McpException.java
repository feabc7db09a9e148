package org.llmspace.chat.tool;

/// An MCP server did not do what it was asked; the message says why, for people and models.
final class McpException extends RuntimeException {

    private static final long serialVersionUID = 1;

    McpException(String message) {
        super(message);
    }
}
