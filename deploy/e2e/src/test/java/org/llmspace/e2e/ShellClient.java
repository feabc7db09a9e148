package org.llmspace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// What somebody with any Kafka client and `asyncapi.yaml` can do; it shares no code with the services.
final class ShellClient implements AutoCloseable {

    private final KafkaProducer<String, String> producer;
    private final Map<String, Object> kafka;

    ShellClient(Map<String, Object> kafka) {
        this.kafka = kafka;
        this.producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer());
    }

    /// Sends a request with the mandatory attributes and returns its id, which names the call.
    String send(String topic, String type, String data) throws ExecutionException, InterruptedException {
        String id = UUID.randomUUID().toString();
        sendRaw(topic, Map.of("ce_specversion", "1.0", "ce_id", id, "ce_source", "/shell", "ce_type", type), data);
        return id;
    }

    void sendRaw(String topic, Map<String, String> headers, String data)
            throws ExecutionException, InterruptedException {
        ProducerRecord<String, String> outgoing = new ProducerRecord<>(topic, data);
        headers.forEach((name, value) -> outgoing.headers().add(name, value.getBytes(UTF_8)));
        producer.send(outgoing).get();
    }

    /// The records of a call on a topic, up to the first that fits `last`.
    List<ConsumerRecord<String, String>> replies(String topic, String call,
            Predicate<ConsumerRecord<String, String>> last) {
        return read(topic, received -> call.equals(header(received, "ce_correlationid")), last);
    }

    List<ConsumerRecord<String, String>> read(String topic, Predicate<ConsumerRecord<String, String>> wanted,
            Predicate<ConsumerRecord<String, String>> last) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put("enable.auto.commit", false);
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (System.nanoTime() < giveUp) {
                for (ConsumerRecord<String, String> received : consumer.poll(Duration.ofMillis(200))) {
                    if (wanted.test(received)) {
                        found.add(received);
                        if (last.test(received)) {
                            return found;
                        }
                    }
                }
            }
        }
        throw new AssertionError("the last record never came; so far: " + found);
    }

    static String header(ConsumerRecord<String, String> received, String name) {
        Header header = received.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
