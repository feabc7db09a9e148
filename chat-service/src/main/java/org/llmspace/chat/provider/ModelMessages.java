package org.llmspace.chat.provider;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.ToolCall;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.ImageContent.DetailLevel;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;

/// A turn's messages as LangChain4j's.
final class ModelMessages {

    private static final String PDF = "data:application/pdf;base64,";

    private ModelMessages() {
    }

    static List<dev.langchain4j.data.message.ChatMessage> of(ModelCall call) {
        List<dev.langchain4j.data.message.ChatMessage> messages = new ArrayList<>();
        if (!call.evidence().isEmpty()) {
            messages.add(SystemMessage.from(EvidencePrompt.of(call.evidence())));
        }
        for (ChatMessage message : call.messages()) {
            switch (message.role()) {
                case SYSTEM -> {
                    if (!message.text().isBlank()) {
                        messages.add(SystemMessage.from(message.text()));
                    }
                }
                case USER -> messages.add(user(message));
                case ASSISTANT -> messages.add(assistant(message));
                case TOOL -> messages.add(ToolExecutionResultMessage.builder().id(message.toolCallId())
                        .toolName(message.name()).text(message.text()).build());
            }
        }
        return messages;
    }

    private static UserMessage user(ChatMessage message) {
        List<dev.langchain4j.data.message.Content> parts = message.content().stream().filter(ModelMessages::says)
                .map(ModelMessages::part).toList();
        if (parts.isEmpty()) {
            throw ProviderException.of(FailureCode.INVALID_REQUEST, "a message of role 'user' has no content");
        }
        return UserMessage.builder().name(message.name()).contents(parts).build();
    }

    private static boolean says(Content part) {
        return !(part instanceof Content.Text(String text)) || !text.isBlank();
    }

    private static AiMessage assistant(ChatMessage message) {
        List<ToolExecutionRequest> calls = message.toolCalls().stream().map(ModelMessages::toolCall).toList();
        return AiMessage.builder().text(message.content().isEmpty() && !calls.isEmpty() ? null : message.text())
                .toolExecutionRequests(calls).build();
    }

    private static ToolExecutionRequest toolCall(ToolCall call) {
        return ToolExecutionRequest.builder().id(call.id()).name(call.function().name())
                .arguments(call.function().arguments()).build();
    }

    private static dev.langchain4j.data.message.Content part(Content part) {
        return switch (part) {
            case Content.Text(String text) -> TextContent.from(text);
            case Content.Image(Content.ImageUrl image) -> ImageContent.from(uri(image.url()), detail(image.detail()));
            case Content.Audio(Content.InputAudio audio) -> AudioContent.from(audio.data(), "audio/" + audio.format());
            case Content.File(Content.FileContent file) -> pdf(file.fileData());
        };
    }

    private static URI uri(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw ProviderException.of(FailureCode.INVALID_REQUEST, "'image_url' is no URL");
        }
    }

    private static DetailLevel detail(@Nullable String detail) {
        try {
            return detail == null ? DetailLevel.AUTO : DetailLevel.valueOf(detail.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw ProviderException.of(FailureCode.INVALID_REQUEST, "'detail' of an image must be low, high or auto");
        }
    }

    private static PdfFileContent pdf(@Nullable String data) {
        if (data == null || !data.startsWith(PDF)) {
            throw ProviderException.of(FailureCode.UNSUPPORTED,
                    "a file part needs 'file_data', a data URL of type application/pdf");
        }
        return PdfFileContent.from(data.substring(PDF.length()), "application/pdf");
    }
}
