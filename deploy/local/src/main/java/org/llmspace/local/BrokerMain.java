package org.llmspace.local;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

/// The broker's own process: one KRaft node that prints [#READY] once it answers, and stops when its standard input ends.
public final class BrokerMain {

    static final String READY = "ready";
    private static final int NODE_ID = 1;
    private static final String CONTROLLER = "CONTROLLER";

    /// Held here because the log manager itself keeps loggers only weakly.
    private static final Logger ROOT_LOGGER = Logger.getLogger("");

    private BrokerMain() {
    }

    /// Arguments: the data folder, the broker's port, the controller's port.
    public static void main(String[] args) {
        ROOT_LOGGER.setLevel(Level.WARNING);
        try {
            run(Files.createDirectories(Path.of(args[0]).resolve("topics")), Integer.parseInt(args[1]),
                    Integer.parseInt(args[2]));
        } catch (Exception | LinkageError e) {
            ROOT_LOGGER.log(Level.SEVERE, "The broker ends", e);
            // Halt, because threads of a half started broker would keep the process alive without an answer.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run(Path topics, int port, int controllerPort) throws Exception {
        try (var _ = lock(topics)) {
            formatIfNew(topics);
            var config = new KafkaConfig(settings(topics, port, controllerPort), false);
            var server = new KafkaRaftServer(config, Time.SYSTEM);
            server.startup();
            awaitAnswer("127.0.0.1:" + port);
            System.out.println(READY);
            awaitEndOfInput();
            server.shutdown();
            server.awaitShutdown();
        }
    }

    /// Two brokers on the same files would destroy them. Closing the channel gives the lock back.
    private static FileChannel lock(Path topics) throws IOException {
        var channel = FileChannel.open(topics.resolve("llmspace.lock"), CREATE, WRITE);
        if (channel.tryLock() == null) {
            throw new IllegalStateException("Another broker is running on " + topics);
        }
        return channel;
    }

    private static void formatIfNew(Path topics) throws Exception {
        if (Files.exists(topics.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(System.err)
                .setNodeId(NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(topics.toString()))
                .setMetadataLogDirectory(topics.toString())
                .setControllerListenerName(CONTROLLER)
                .run();
    }

    private static Map<String, String> settings(Path topics, int port, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", String.valueOf(NODE_ID)),
                Map.entry("log.dirs", topics.toString()),
                Map.entry("listeners",
                        "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // The calls of a killed service go to the next one within seconds; the default is 45.
                Map.entry("group.consumer.session.timeout.ms", "10000"),
                Map.entry("group.consumer.min.session.timeout.ms", "10000"),
                Map.entry("group.consumer.heartbeat.interval.ms", "2000"),
                Map.entry("group.consumer.min.heartbeat.interval.ms", "2000"),
                Map.entry("log.retention.hours", "168"),
                // Every copy of an internal topic lives on this one node.
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "4"),
                Map.entry("min.insync.replicas", "1"),
                // The defaults are for a server with gigabytes of heap and dozens of cores.
                Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(8 << 20)),
                Map.entry("log.cleaner.io.buffer.size", String.valueOf(128 << 10)),
                Map.entry("num.io.threads", "4"),
                Map.entry("num.network.threads", "2"),
                Map.entry("background.threads", "2"),
                Map.entry("metric.reporters", ""));
    }

    private static void awaitAnswer(String bootstrapServers) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.describeCluster().nodes().get();
        }
    }

    /// The launching process holds the other end, so its death, however sudden, ends the input too.
    private static void awaitEndOfInput() throws IOException {
        System.in.transferTo(OutputStream.nullOutputStream());
    }
}
