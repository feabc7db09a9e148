package org.llmspace.contracts;

import java.util.List;

/// The topics that join the services; see `asyncapi.yaml` for keys and retention.
public final class Topics {

    public static final String CHAT_REQUESTS = "chat.requests";
    public static final String CHAT_REPLIES = "chat.replies";
    public static final String PIPELINE_REQUESTS = "pipeline.requests";
    public static final String PIPELINE_REPLIES = "pipeline.replies";
    /// Cancellations; every worker reads all of it.
    public static final String CONTROL = "control";
    public static final String CHAT_REQUESTS_DLQ = CHAT_REQUESTS + ".dlq";
    public static final String PIPELINE_REQUESTS_DLQ = PIPELINE_REQUESTS + ".dlq";

    public static final List<String> ALL = List.of(CHAT_REQUESTS, CHAT_REPLIES, PIPELINE_REQUESTS, PIPELINE_REPLIES,
            CONTROL, CHAT_REQUESTS_DLQ, PIPELINE_REQUESTS_DLQ);

    private Topics() {
    }
}
