package org.llmspace.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// Runs a whole Space on this machine: the embedded broker and the three services, each in its own process.
public final class Launcher {

    /// How a JVM holds thousands of streams, or models, in less memory: small heads of objects, a heap that begins small, and
    /// what the C library has freed given back, for instance after a model was read.
    public static final List<String> SMALL_JVM = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xms32m",
            "-XX:TrimNativeHeapInterval=10000");

    private static final String BROKERS = "KAFKA_BOOTSTRAP_SERVERS";

    /// A service of the Space: its module, its port and the variable that changes the port.
    private enum Service {
        PIPELINE("pipeline-service", 7862, "LLMSPACE_PIPELINE_PORT", "-Xmx1500m", SMALL_JVM),
        CHAT("chat-service", 7861, "LLMSPACE_CHAT_PORT", "-Xmx512m", List.of("-XX:+UseSerialGC")),
        WEB("web-ui", 7860, "LLMSPACE_WEB_PORT", "-Xmx512m", SMALL_JVM);

        private final String module;
        private final int usualPort;
        private final String variable;
        private final String heap;
        private final List<String> memory;

        Service(String module, int usualPort, String variable, String heap, List<String> memory) {
            this.module = module;
            this.usualPort = usualPort;
            this.variable = variable;
            this.heap = heap;
            this.memory = memory;
        }

        private int port(Environment environment) {
            return environment.port(variable, usualPort);
        }

        private String url(Environment environment) {
            return "http://localhost:" + port(environment);
        }
    }

    private final Path root;
    private final Environment environment;
    private final List<Service> started;
    private final Home home;

    private Launcher(Path root, Environment environment, List<String> without) {
        this.root = root;
        this.environment = environment;
        this.started = Stream.of(Service.values()).filter(service -> !without.contains(service.module)).toList();
        this.home = Home.open(root.resolve(environment.text("LLMSPACE_HOME").orElse(".space")));
    }

    /// Arguments: the root folder of the project, then the services that are not to be started.
    public static void main(String[] args) throws InterruptedException {
        try {
            var root = Path.of(args.length > 0 ? args[0] : "").toAbsolutePath().normalize();
            var without = Stream.of(args).skip(1).toList();
            var environment = Environment.read(root.resolve(".env"), System.getenv());
            var reason = new Launcher(root, environment, without).run();
            System.err.println(reason);
        } catch (StartFailure | IllegalStateException e) {
            System.err.println(e.getMessage());
        }
        System.exit(1);
    }

    /// Returns only when a child had to be given up, with the reason.
    private String run() throws InterruptedException {
        requirePorts();
        var services = services();
        var supervisor = new Supervisor(System.out);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("Stopping");
            supervisor.stop();
        }));
        if (embedded()) {
            System.out.println("Starting Kafka");
            supervisor.start(List.of(new BrokerChild(home.kafka(), kafkaPort(), home.freshLog("kafka"))));
        }
        System.out.println("Starting the services; logs are in " + home.folder().resolve("logs"));
        supervisor.start(services);
        System.out.println(Service.WEB.url(environment));
        return supervisor.awaitFailure();
    }

    private boolean embedded() {
        return environment.text(BROKERS).isEmpty();
    }

    private int kafkaPort() {
        return environment.port("LLMSPACE_KAFKA_PORT", 19092);
    }

    private void requirePorts() {
        for (var service : started) {
            Ports.requireFree(service.port(environment), service.module, service.variable);
        }
        if (embedded()) {
            Ports.requireFree(kafkaPort(), "Kafka", "LLMSPACE_KAFKA_PORT");
        }
    }

    private List<ServiceChild> services() {
        var children = new ArrayList<ServiceChild>();
        for (var service : started) {
            children.add(new ServiceChild(new ServiceChild.Definition(service.module, command(service),
                    variables(service), service.port(environment), home.freshLog(service.module))));
        }
        return children;
    }

    private List<String> command(Service service) {
        var jar = root.resolve(service.module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new StartFailure(jar + " is missing: run ./space run, which builds it");
        }
        var arguments = new ArrayList<>(service.memory);
        arguments.addAll(List.of(service.heap, "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        var manifest = manifest(jar);
        for (var opened : manifest.getValue("Add-Opens").split(" ")) {
            arguments.add("--add-opens=" + opened + "=ALL-UNNAMED");
        }
        arguments.addAll(List.of("-cp", ownClassPath() + File.pathSeparator + jar, ServiceMain.class.getName(),
                manifest.getValue(Attributes.Name.MAIN_CLASS)));
        return Jvm.command(arguments);
    }

    private static Attributes manifest(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes();
        } catch (IOException e) {
            throw new StartFailure("Cannot read " + jar + ": delete it, and ./space run builds it anew");
        }
    }

    private static Path ownClassPath() {
        return Path.of(System.getProperty("java.class.path")).toAbsolutePath();
    }

    private Map<String, String> variables(Service service) {
        var variables = new HashMap<>(environment.values());
        variables.put("QUARKUS_HTTP_PORT", String.valueOf(service.port(environment)));
        variables.put(BROKERS, environment.text(BROKERS).orElse("127.0.0.1:" + kafkaPort()));
        // A Space on one machine holds its owner's keys, so other machines reach it only when that is asked for.
        variables.putIfAbsent("QUARKUS_HTTP_HOST", "127.0.0.1");
        variables.put("LLMSPACE_CREATE_TOPICS", "true");
        variables.put("LLMSPACE_CHAT_URL", Service.CHAT.url(environment));
        variables.put("LLMSPACE_PIPELINE_URL", Service.PIPELINE.url(environment));
        variables.put("LLMSPACE_WEB_URL", Service.WEB.url(environment));
        return variables;
    }
}
