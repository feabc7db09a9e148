package org.llmspace.web.space;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.web.space.component.ModelTable;

/// All models.
///
/// @param chat the models of chats; null if chat-service does not answer
/// @param pipelines those of pipelines; null if pipeline-service does not answer
/// @param change what somebody asked to be done with a model, and how far that is; null if nothing was
/// @param error what was wrong with what was asked; empty if nothing was
public record ModelsPage(@Nullable List<ChatResult.Model> chat, @Nullable ModelTable pipelines,
        @Nullable CallView change, String error) {
}
