package org.llmspace.contracts.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Topics;

/// Whether the broker and the topics are there, for readiness checks, and creates the topics where nobody else does.
public final class KafkaTopics implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KafkaTopics.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final int ANSWER_MS = 3_000;

    private final Admin admin;
    private final String servers;
    private long lookedAt;
    private @Nullable String missing;

    public KafkaTopics(Map<String, ?> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        this.admin = Admin.create(config);
        this.servers = String.valueOf(config.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    /// What is missing, for people; empty if the broker answers and every topic is there. The answer is at most two
    /// seconds old.
    public synchronized Optional<String> missing() {
        long now = System.nanoTime();
        if (lookedAt == 0 || now - lookedAt > LOOK_AGAIN.toNanos()) {
            missing = look();
            lookedAt = System.nanoTime();
        }
        return Optional.ofNullable(missing);
    }

    /// Creates the topics that are missing, with the retention that the contract names.
    ///
    /// @param partitions of the request and reply topics; the others have one
    public void createMissing(int partitions) {
        List<NewTopic> topics = Topics.ALL.stream().map(name -> topic(name, partitions)).toList();
        CreateTopicsResult result = admin.createTopics(topics);
        result.values().forEach((name, created) -> {
            try {
                created.get(ANSWER_MS, TimeUnit.MILLISECONDS);
                LOG.infof("created topic %s", name);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    LOG.warnf(e.getCause(), "cannot create topic %s", name);
                }
            } catch (TimeoutException e) {
                LOG.warnf("cannot create topic %s: no broker answers at %s", name, servers);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private @Nullable String look() {
        try {
            Set<String> there = admin.listTopics().names().get(ANSWER_MS, TimeUnit.MILLISECONDS);
            List<String> absent = Topics.ALL.stream().filter(topic -> !there.contains(topic)).toList();
            return absent.isEmpty() ? null : "topics are missing: " + String.join(", ", absent);
        } catch (ExecutionException | TimeoutException e) {
            return "no broker answers at " + servers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static NewTopic topic(String name, int partitions) {
        boolean single = name.equals(Topics.CONTROL) || name.endsWith(".dlq");
        Duration kept = name.endsWith(".dlq") ? Duration.ofDays(14) : Duration.ofDays(1);
        return new NewTopic(name, Optional.of(single ? 1 : partitions), Optional.empty())
                .configs(Map.of("retention.ms", Long.toString(kept.toMillis())));
    }
}
