package org.llmspace.chat.openai;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.kafka.Envelope.Position;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.TopicReader;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;

/// A worker at the other end of Kafka, in the place of pipeline-service.
final class PipelineWorker implements AutoCloseable {

    private final Function<PipelineRequest.Call, PipelineReply> work;
    private final EventPublisher publisher;
    private final TopicReader reader;

    /// @param work the ending of each call
    PipelineWorker(Map<String, Object> kafka, Function<PipelineRequest.Call, PipelineReply> work) {
        this.work = work;
        publisher = new EventPublisher(kafka, "/test-worker");
        reader = new TopicReader(kafka, List.of(Topics.PIPELINE_REQUESTS), Duration.ZERO, this::answer).start();
        await().atMost(Duration.ofSeconds(30)).until(reader::caughtUp);
    }

    private void answer(ConsumerRecord<String, byte[]> received) {
        var request = EventCodec.decode(received, PipelineRequest.class);
        if (request.data() instanceof PipelineRequest.Call call) {
            PipelineReply reply = work.apply(call);
            publisher.sendNow(Topics.PIPELINE_REPLIES, request.key(),
                    request.envelope().reply("/test-worker", reply, new Position(1, 1)), reply);
        }
    }

    @Override
    public void close() {
        reader.close();
        publisher.close();
    }
}
