package org.llmspace.web.space;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Topics;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The events over Kafka, read from `asyncapi.yaml` for people.
///
/// @param about blocks of HTML
public record AsyncApi(List<String> about, List<Channel> channels) {

    private static final String FOLDER = "org/llmspace/contracts/";

    public record Channel(String address, String description, List<Message> messages) {
    }

    /// @param sample one on the wire, as JSON; empty if there is none
    public record Message(String type, String summary, List<Property> properties, String sample) {
    }

    public record Property(String name, String kind, boolean required, String description) {
    }

    /// The document itself.
    static String text() {
        return resource("asyncapi.yaml").orElseThrow();
    }

    static AsyncApi read() {
        LoaderOptions ofOurOwn = new LoaderOptions();
        ofOurOwn.setMaxAliasesForCollections(10_000);
        Map<String, Object> all = map(new Yaml(new SafeConstructor(ofOurOwn)).load(text()));
        String about = String.valueOf(map(all.get("info")).get("description"));
        return new AsyncApi(Markdown.blocks(about, 0, number -> ""),
                map(all.get("channels")).values().stream().map(channel -> channel(all, map(channel))).toList());
    }

    private static Channel channel(Map<String, Object> all, Map<String, Object> channel) {
        return new Channel(String.valueOf(channel.get("address")), said(channel, "description"),
                map(channel.get("messages")).values().stream().map(message -> message(all, resolved(all, message)))
                        .toList());
    }

    private static Message message(Map<String, Object> all, Map<String, Object> message) {
        String type = said(message, "name");
        Map<String, Object> payload = resolved(all, message.get("payload"));
        List<?> required = payload.get("required") instanceof List<?> names ? names : List.of();
        List<Property> properties = new ArrayList<>();
        map(payload.get("properties")).forEach((name, schema) -> properties.add(new Property(name, kind(all, schema),
                required.contains(name), said(resolved(all, schema), "description"))));
        String sample = type.replaceFirst("^org\\.llmspace\\.", "").replaceFirst("\\.v\\d+$", "") + ".json";
        return new Message(type, said(message, "summary"), properties, resource("golden/" + sample).orElse(""));
    }

    private static String kind(Map<String, Object> all, @Nullable Object schema) {
        Map<String, Object> resolved = resolved(all, schema);
        if (resolved.get("const") != null) {
            return "\"" + resolved.get("const") + "\"";
        }
        if (resolved.get("enum") instanceof List<?> values) {
            return values.stream().map(String::valueOf).collect(Collectors.joining(" | "));
        }
        if (resolved.get("oneOf") instanceof List<?> kinds) {
            return kinds.stream().map(one -> kind(all, one)).distinct().collect(Collectors.joining(" | "));
        }
        if (resolved.get("items") != null) {
            return kind(all, resolved.get("items")) + "[]";
        }
        return resolved.get("type") instanceof List<?> types
                ? types.stream().map(String::valueOf).collect(Collectors.joining(" | "))
                : String.valueOf(resolved.getOrDefault("format", resolved.getOrDefault("type", "any")));
    }

    /// What a reference within the document leads to.
    private static Map<String, Object> resolved(Map<String, Object> all, @Nullable Object node) {
        Map<String, Object> here = map(node);
        if (!(here.get("$ref") instanceof String reference)) {
            return here;
        }
        Map<String, Object> found = all;
        for (String step : reference.substring(2).split("/")) {
            found = map(found.get(step));
        }
        return resolved(all, found);
    }

    private static String said(Map<String, Object> node, String name) {
        return String.valueOf(node.getOrDefault(name, ""));
    }

    @SuppressWarnings("unchecked") // YAML's maps have text as keys here
    private static Map<String, Object> map(@Nullable Object node) {
        return node instanceof Map<?, ?> known ? (Map<String, Object>) known : Map.of();
    }

    private static Optional<String> resource(String name) {
        try (InputStream in = Topics.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
