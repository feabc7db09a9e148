package org.llmspace.web.space;

import java.util.List;

import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.Citation;

/// The documents that answers may rest on.
///
/// @param documents those that are kept, the newest first
/// @param adding what is being taken in
/// @param query what was searched for; empty if nothing was
/// @param passages what was found
/// @param error what was wrong; empty if nothing was
public record DocumentsPage(List<ChatResult.KeptDocument> documents, List<CallView> adding, String query,
        List<Citation> passages, String error) {

    public boolean open() {
        return adding.stream().anyMatch(CallView::open);
    }
}
