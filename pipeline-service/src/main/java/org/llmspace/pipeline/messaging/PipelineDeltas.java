package org.llmspace.pipeline.messaging;

import java.util.List;
import java.util.stream.Collectors;

import org.llmspace.contracts.kafka.DeltaRules;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineReply.Delta;

/// Deltas of generated text can be joined; nothing else can.
final class PipelineDeltas implements DeltaRules<PipelineReply> {

    @Override
    public int length(PipelineReply reply) {
        return reply instanceof Delta delta ? delta.text().length() : -1;
    }

    @Override
    public boolean joinable(PipelineReply first, PipelineReply second) {
        return true;
    }

    @Override
    public PipelineReply join(List<PipelineReply> deltas) {
        List<Delta> all = deltas.stream().map(Delta.class::cast).toList();
        return new Delta(all.stream().map(Delta::text).collect(Collectors.joining()),
                all.stream().flatMap(delta -> delta.tokens().stream()).toList(),
                all.stream().flatMap(delta -> delta.topTokens().stream()).toList());
    }
}
