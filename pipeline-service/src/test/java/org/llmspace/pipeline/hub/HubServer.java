package org.llmspace.pipeline.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/// A small Hub on loopback: repositories with small files, large files that live on another host, and whatever can go
/// wrong. Large is what ends in `.onnx`, `.onnx_data` or `.bin`.
public final class HubServer implements AutoCloseable {

    /// A request as it came.
    public record Seen(String method, String path, Optional<String> range, Optional<String> authorization, String host) {
    }

    /// What goes wrong with a request, once.
    public interface Fault {
        void answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    private record Repo(String commit, Map<String, byte[]> files) {
    }

    private final Map<String, Repo> repos = new ConcurrentHashMap<>();
    private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
    private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final HttpServer hub = start(this::answerHub);
    private final HttpServer storage = start(this::answerStorage);
    private boolean api = true;
    private boolean details = true;

    public URI address() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    /// All files of a repository at one of its revisions.
    public HubServer has(String repository, String revision, String commit, Map<String, byte[]> files) {
        Repo repo = new Repo(commit, new TreeMap<>(files));
        repos.put(repository + "@" + revision, repo);
        repos.put(repository + "@" + commit, repo);
        files.values().forEach(content -> stored.put(sha256(content), content));
        return this;
    }

    /// Lets the next request of a path (ending) go wrong.
    public HubServer fails(String path, Fault... how) {
        faults.computeIfAbsent(path, _ -> new ArrayDeque<>()).addAll(List.of(how));
        return this;
    }

    /// As mirrors do that serve files and nothing else.
    public HubServer withoutApi() {
        api = false;
        return this;
    }

    /// Lists files without saying what they are.
    public HubServer withoutDetails() {
        details = false;
        return this;
    }

    public List<Seen> seen() {
        return seen;
    }

    public long count(String method, String ending) {
        return seen.stream().filter(request -> request.method().equals(method) && request.path().endsWith(ending)).count();
    }

    /// An answer with a status and the headers of an error.
    public static Fault status(int status, String... headers) {
        return (exchange, _) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /// Only so many bytes, then the connection ends.
    public static Fault cutAfter(int bytes) {
        return (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        };
    }

    /// Something else than what was announced.
    public static Fault sends(byte[] other) {
        return (exchange, _) -> {
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other);
        };
    }

    /// Nothing for a long time.
    public static Fault silent(int millis) {
        return (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 1);
            exchange.getResponseBody().flush();
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    public static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    public static String sha256(byte[] content) {
        return hex("SHA-256", content);
    }

    public static String gitSha1(byte[] content) {
        byte[] header = bytes("blob " + content.length + "\0");
        byte[] all = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, all, header.length, content.length);
        return hex("SHA-1", all);
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
    }

    private void answerHub(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/api/models/")) {
            fault(path, exchange, new byte[0], () -> answerApi(exchange, path.substring(12)));
            return;
        }
        String[] parts = path.substring(1).split("/resolve/", 2);
        String[] place = parts.length < 2 ? new String[0] : parts[1].split("/", 2);
        Repo repo = place.length < 2 ? null : repos.get(parts[0] + "@" + place[0]);
        if (repo == null) {
            status(404, "X-Error-Code", "RepoNotFound").answer(exchange, new byte[0]);
            return;
        }
        byte[] content = repo.files().get(place[1]);
        exchange.getResponseHeaders().set("X-Repo-Commit", repo.commit());
        if (content == null) {
            status(404, "X-Error-Code", "EntryNotFound").answer(exchange, new byte[0]);
            return;
        }
        fault(path, exchange, content, () -> answerFile(exchange, place[1], content));
    }

    private void answerFile(HttpExchange exchange, String path, byte[] content) throws IOException {
        if (isLarge(path)) {
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + sha256(content) + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
            exchange.getResponseHeaders().set("Location",
                    "http://127.0.0.1:%d/%s".formatted(storage.getAddress().getPort(), sha256(content)));
            exchange.sendResponseHeaders(302, -1);
        } else {
            exchange.getResponseHeaders().set("ETag", "\"" + gitSha1(content) + "\"");
            send(exchange, content);
        }
    }

    private void answerApi(HttpExchange exchange, String rest) throws IOException {
        String[] place = rest.split("/revision/", 2);
        Repo repo = place.length < 2 ? null : repos.get(place[0] + "@" + place[1]);
        if (!api) {
            exchange.sendResponseHeaders(404, -1);
        } else if (repo == null) {
            boolean known = repos.keySet().stream().anyMatch(name -> name.startsWith(place[0] + "@"));
            status(known ? 404 : 401, "X-Error-Code", known ? "RevisionNotFound" : "RepoNotFound").answer(exchange,
                    new byte[0]);
        } else {
            send(exchange, EventCodec.encode(listing(repo)));
        }
    }

    private ObjectNode listing(Repo repo) {
        ObjectNode json = EventCodec.json().createObjectNode().put("sha", repo.commit());
        ArrayNode siblings = json.putArray("siblings");
        repo.files().forEach((path, content) -> {
            ObjectNode sibling = siblings.addObject().put("rfilename", path);
            if (details) {
                sibling.put("size", content.length).put("blobId", gitSha1(content));
            }
            if (details && isLarge(path)) {
                sibling.putObject("lfs").put("sha256", sha256(content)).put("size", content.length);
            }
        });
        return json;
    }

    private void answerStorage(HttpExchange exchange) throws IOException {
        String sha = exchange.getRequestURI().getPath().substring(1);
        byte[] content = stored.get(sha);
        fault("/" + sha, exchange, content, () -> send(exchange, content));
    }

    private static void send(HttpExchange exchange, byte[] content) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        if (from > 0) {
            exchange.getResponseHeaders().set("Content-Range",
                    "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from == 0 ? -1 : content.length - from);
        exchange.getResponseBody().write(content, from, content.length - from);
    }

    private void fault(String path, HttpExchange exchange, byte[] content, HubCache.Work otherwise) throws IOException {
        Fault fault = null;
        synchronized (faults) {
            for (var each : faults.entrySet()) {
                if (path.endsWith(each.getKey())) {
                    fault = each.getValue().poll();
                }
            }
        }
        if (fault == null) {
            otherwise.run();
        } else {
            fault.answer(exchange, content);
        }
    }

    private static boolean isLarge(String path) {
        return path.endsWith(".onnx") || path.endsWith(".onnx_data") || path.endsWith(".bin");
    }

    private HttpServer start(Answering answering) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(work -> Thread.ofVirtual().start(work));
            server.createContext("/", exchange -> {
                try (exchange) {
                    var headers = exchange.getRequestHeaders();
                    seen.add(new Seen(exchange.getRequestMethod(), exchange.getRequestURI().getPath(),
                            Optional.ofNullable(headers.getFirst("Range")),
                            Optional.ofNullable(headers.getFirst("Authorization")), headers.getFirst("Host")));
                    answering.answer(exchange);
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }
}
