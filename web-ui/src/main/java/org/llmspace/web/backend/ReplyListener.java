package org.llmspace.web.backend;

import java.time.Instant;

import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.kafka.Envelope.Position;
import org.llmspace.contracts.pipeline.PipelineReply;

/// Gets everything that is said about calls, each call's events in order, from one thread.
public interface ReplyListener {

    /// Where an event stands.
    ///
    /// @param source the worker that sent it
    /// @param time when the broker took it
    /// @param bytes how large its data is
    record Arrival(String call, Position position, String source, Instant time, int bytes) {
    }

    void chat(Arrival arrival, ChatReply reply);

    void pipeline(Arrival arrival, PipelineReply reply);

    void cancelRequested(Arrival arrival);
}
