package org.llmspace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {

    @TempDir
    Path data;

    @Test
    void keepsItsRecordsAndItsAddressOverAStopAndOverAKill() throws Exception {
        try (var broker = KafkaBroker.start(data, 0)) {
            var address = broker.bootstrapServers();
            createTopic(address, "kept");
            send(address, "kept", 0, 1000);

            broker.stop();
            assertThat(broker.isRunning()).isFalse();
            broker.restart();
            assertThat(read(address, "kept", 1000)).containsExactlyElementsOf(numbers(0, 1000));

            send(address, "kept", 1000, 2000);
            broker.kill();
            assertThat(broker.isRunning()).isFalse();
            broker.restart();
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            assertThat(read(address, "kept", 2000)).containsExactlyElementsOf(numbers(0, 2000));
        }
    }

    @Test
    void makesNoTopicThatNobodyCreated() {
        try (var broker = KafkaBroker.start(data, 0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("never.created")).allTopicNames().get())
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void saysWhereToLookWhenItCannotStart() {
        try (var first = KafkaBroker.start(data, 0)) {
            assertThat(first.isRunning()).isTrue();
            assertThatThrownBy(() -> KafkaBroker.start(data, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(data.resolve("broker.log").toString());
        }
    }

    @Test
    void endsWithTheProcessThatStartedIt() throws Exception {
        var launcher = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), StartsABroker.class.getName(), data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var broker = ProcessHandle.of(Long.parseLong(launcher.inputReader().readLine())).orElseThrow();
        assertThat(broker.isAlive()).isTrue();

        launcher.destroyForcibly();

        assertThat(broker.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    @Test
    void isSharedByAllTestsOfAJvm() {
        assertThat(KafkaBroker.shared()).isEqualTo(KafkaBroker.shared()).startsWith("127.0.0.1:");
    }

    /// Started as a process of its own, to be killed.
    static final class StartsABroker {
        public static void main(String[] args) throws InterruptedException {
            var broker = KafkaBroker.start(Path.of(args[0]), 0);
            System.out.println(broker.pid());
            broker.awaitExit();
        }
    }

    private static void createTopic(String address, String topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static void send(String address, String topic, int from, int to) throws Exception {
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", address, "acks", "all"),
                new StringSerializer(), new StringSerializer())) {
            var sent = numbers(from, to).stream()
                    .map(number -> producer.send(new ProducerRecord<>(topic, number))).toList();
            for (var outcome : sent) {
                outcome.get();
            }
        }
    }

    private static List<String> read(String address, String topic, int count) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", address, "auto.offset.reset", "earliest"),
                new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            var values = new ArrayList<String>();
            for (var polls = 0; polls < 100 && values.size() < count; polls++) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }
}
