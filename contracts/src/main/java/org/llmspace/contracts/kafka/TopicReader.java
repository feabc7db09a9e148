package org.llmspace.contracts.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads all partitions of some topics from a time in the past on, for ever, without a consumer group: every reader sees
/// every record. One thread calls the handler, so records of one partition arrive in order.
public final class TopicReader implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration LOOK_FOR_PARTITIONS = Duration.ofSeconds(30);

    private final Map<String, Object> config;
    private final List<String> topics;
    private final Duration lookBack;
    private final Consumer<ConsumerRecord<String, byte[]>> handler;
    private final Thread thread;
    private final Map<TopicPartition, Long> catchUp = new HashMap<>();
    private volatile boolean closed;
    private volatile boolean caughtUp;
    private volatile @Nullable String problem = "not started";
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;

    /// @param lookBack how far into the past the first record may lie; zero means from now on
    /// @param handler must not throw; what it throws is logged and the record is passed over
    public TopicReader(Map<String, ?> kafka, List<String> topics, Duration lookBack,
            Consumer<ConsumerRecord<String, byte[]>> handler) {
        this.config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        this.topics = List.copyOf(topics);
        this.lookBack = lookBack;
        this.handler = handler;
        this.thread = Thread.ofPlatform().daemon().name("reads-" + String.join("+", topics)).unstarted(this::run);
    }

    public TopicReader start() {
        thread.start();
        return this;
    }

    /// Whether all that was in the topics at the start has been read.
    public boolean caughtUp() {
        return caughtUp;
    }

    /// What keeps the reader from reading, for people; empty if nothing does.
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void close() {
        closed = true;
        KafkaConsumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try (var open = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer = open;
                read(open);
            } catch (WakeupException e) {
                LOG.debug("reader of %s is closed".formatted(topics));
            } catch (KafkaException e) {
                problem = e.getMessage();
                LOG.warnf("cannot read %s, trying again: %s", topics, e.getMessage());
                pause();
            }
        }
    }

    /// Positions are kept in the consumer; after a failure the reader starts again at `lookBack`, which is harmless
    /// because records carry their place in a call.
    private void read(KafkaConsumer<String, byte[]> open) {
        assign(open, awaitPartitions(open));
        Instant lookAgain = Instant.now().plus(LOOK_FOR_PARTITIONS);
        while (!closed) {
            ConsumerRecords<String, byte[]> records = open.poll(caughtUp ? POLL : Duration.ofMillis(50));
            records.forEach(this::handle);
            if (!caughtUp) {
                caughtUp = catchUp.entrySet().stream().allMatch(end -> open.position(end.getKey()) >= end.getValue());
            }
            if (records.isEmpty() && Instant.now().isAfter(lookAgain)) {
                addNewPartitions(open);
                lookAgain = Instant.now().plus(LOOK_FOR_PARTITIONS);
            }
        }
    }

    private void handle(ConsumerRecord<String, byte[]> received) {
        try {
            handler.accept(received);
        } catch (RuntimeException e) {
            LOG.errorf(e, "record %s-%d@%d is passed over", received.topic(), received.partition(), received.offset());
        }
    }

    private List<TopicPartition> awaitPartitions(KafkaConsumer<String, byte[]> open) {
        while (!closed) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics) {
                List<TopicPartition> found = partitions(open, topic);
                if (found.isEmpty()) {
                    problem = "topic %s is missing".formatted(topic);
                }
                partitions.addAll(found);
            }
            if (partitions.stream().map(TopicPartition::topic).distinct().count() == topics.size()) {
                problem = null;
                return partitions;
            }
            pause();
        }
        throw new WakeupException();
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, byte[]> open, String topic) {
        List<PartitionInfo> known = open.partitionsFor(topic);
        return known == null ? List.of()
                : known.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
    }

    private void assign(KafkaConsumer<String, byte[]> open, List<TopicPartition> partitions) {
        open.assign(partitions);
        catchUp.clear();
        catchUp.putAll(open.endOffsets(partitions));
        Map<TopicPartition, OffsetAndTimestamp> starts = lookBack.isZero() ? Map.of() : startOffsets(open, partitions);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp start = starts.get(partition);
            open.seek(partition, start == null ? catchUp.getOrDefault(partition, 0L) : start.offset());
        }
    }

    private Map<TopicPartition, OffsetAndTimestamp> startOffsets(KafkaConsumer<String, byte[]> open,
            List<TopicPartition> partitions) {
        long from = Instant.now().minus(lookBack).toEpochMilli();
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from));
        return open.offsetsForTimes(times);
    }

    /// A partition that was added later is read from its beginning.
    private void addNewPartitions(KafkaConsumer<String, byte[]> open) {
        Set<TopicPartition> all = new HashSet<>(open.assignment());
        List<TopicPartition> added = topics.stream().flatMap(topic -> partitions(open, topic).stream())
                .filter(partition -> !all.contains(partition)).toList();
        if (!added.isEmpty()) {
            all.addAll(added);
            open.assign(all);
            open.seekToBeginning(added);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
