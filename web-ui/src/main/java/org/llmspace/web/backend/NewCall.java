package org.llmspace.web.backend;

import java.util.UUID;

import org.llmspace.contracts.Accepted;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.pipeline.PipelineRequest;

/// A call that a replica has taken and not yet published.
///
/// @param id the call's id, 32 hexadecimal digits that nobody can guess
/// @param key calls with the same key are worked on one after another
public record NewCall(String id, String key, Accepted accepted, Request request) {

    /// What a service is asked to do.
    public sealed interface Request {
        record Chat(ChatRequest request) implements Request {
        }

        record Pipeline(PipelineRequest.Call call) implements Request {
        }
    }

    public static String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
