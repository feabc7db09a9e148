package org.llmspace.chat.turn;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatReply;

/// The answer to one request while it comes in: a series of replies whose last one is its only ending. One thread reads; any
/// thread may [#cancel].
public interface ReplyStream extends AutoCloseable {

    /// The next reply; blocks until there is one. Not to be called after the ending.
    ChatReply next();

    /// Ends the work; the reader gets [ChatReply.Cancelled].
    void cancel(@Nullable String why);

    @Override
    void close();

    /// Whether a reply is a stream's last one.
    static boolean isEnding(ChatReply reply) {
        return switch (reply) {
            case ChatReply.Completed _ -> true;
            case ChatReply.Failed _ -> true;
            case ChatReply.Cancelled _ -> true;
            case ChatReply.Answered _ -> true;
            case ChatReply.TurnAccepted _ -> false;
            case ChatReply.Prepared _ -> false;
            case ChatReply.Planned _ -> false;
            case ChatReply.Used _ -> false;
            case ChatReply.Compared _ -> false;
            case ChatReply.Started _ -> false;
            case ChatReply.Delta _ -> false;
            case ChatReply.Progress _ -> false;
            case ChatReply.ToolDelta _ -> false;
            case ChatReply.ToolCalled _ -> false;
            case ChatReply.ToolReturned _ -> false;
            case ChatReply.Cited _ -> false;
        };
    }
}
