package org.llmspace.web.gradio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Parameter;
import org.llmspace.web.endpoint.Snippets;
import org.llmspace.web.endpoint.Widget;
import org.llmspace.web.upload.UploadConfig;

import com.fasterxml.jackson.databind.ObjectMapper;

/// Gradio's `/config` and `/info`, derived from the endpoints.
@ApplicationScoped
public class GradioDescription {

    static final String PREFIX = "/gradio_api";
    /// The version of Gradio whose protocol is spoken; clients compare it.
    private static final String VERSION = "6.25.0";
    private static final String TITLE = "LLM Space";

    private final Endpoints endpoints;
    private final UploadConfig uploads;
    private final ObjectMapper json;
    private final int appId;

    GradioDescription(Endpoints endpoints, UploadConfig uploads, ObjectMapper json) {
        this.endpoints = endpoints;
        this.uploads = uploads;
        this.json = json;
        this.appId = 1 + (shape(endpoints).hashCode() >>> 1);
    }

    /// The same on every replica, and another one when the endpoints have changed: a client asks after a break whether it
    /// still talks to the same app.
    int appId() {
        return appId;
    }

    /// @param user who has logged in; null if nobody needs to
    /// @param deepLinkState what became of the link by which the page was opened: none, valid or invalid
    Map<String, @Nullable Object> config(@Nullable String user, String deepLinkState) {
        List<Map<String, Object>> components = new ArrayList<>();
        List<Map<String, Object>> dependencies = new ArrayList<>();
        for (Endpoint endpoint : endpoints.all()) {
            List<Integer> inputs = endpoint.parameters().stream()
                    .map(parameter -> addComponent(components, parameter.label(), parameter.widget())).toList();
            List<Integer> outputs = endpoint.returns().stream()
                    .map(value -> addComponent(components, value.label(), value.widget())).toList();
            dependencies.add(dependency(dependencies.size(), endpoint, inputs, outputs));
        }
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("version", VERSION);
        config.put("api_prefix", PREFIX);
        config.put("mode", "blocks");
        config.put("app_id", appId);
        config.put("title", TITLE);
        config.put("protocol", "sse_v3");
        config.put("enable_queue", true);
        config.put("show_error", true);
        config.put("connect_heartbeat", false);
        config.put("is_space", false);
        config.put("space_id", null);
        config.put("username", user);
        config.put("max_file_size", uploads.maxFileSize().asLongValue());
        config.put("mcp_server", true);
        config.put("deep_link_state", deepLinkState);
        config.put("components", components);
        config.put("dependencies", dependencies);
        List<Integer> ids = IntStream.rangeClosed(1, components.size()).boxed().toList();
        Map<String, Object> layout = Map.of("id", 0, "children", ids.stream().map(id -> Map.of("id", id)).toList());
        config.put("layout", layout);
        config.put("pages", List.of(List.of("", TITLE, true)));
        config.put("current_page", "");
        config.put("page", Map.of("", Map.of("layout", layout, "components", ids, "dependencies",
                IntStream.range(0, dependencies.size()).boxed().toList())));
        config.putAll(ofPage());
        return config;
    }

    /// What only Gradio's own page reads. Ours is made otherwise, so most of it is empty.
    private static Map<String, @Nullable Object> ofPage() {
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        for (String off : List.of("dev_mode", "vibe_mode", "analytics_enabled", "is_colab", "fill_height", "fill_width")) {
            page.put(off, false);
        }
        for (String none : List.of("css", "js", "head", "i18n_translations")) {
            page.put(none, null);
        }
        page.put("theme", "default");
        page.put("theme_hash", "");
        page.put("stylesheets", List.of());
        page.put("body_css", Map.of());
        page.put("footer_links", List.of("api", "settings"));
        page.put("run_history", true);
        page.put("pwa", true);
        return page;
    }

    /// @param url of the Space
    Map<String, Object> info(String url) {
        String base = url.replaceAll("/$", "");
        Map<String, Object> named = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints.all()) {
            Map<String, Object> info = info(endpoint);
            info.put("code_snippets", Snippets.ofGradio(endpoint, base, json));
            named.put("/" + endpoint.name(), info);
        }
        return Map.of("named_endpoints", named, "unnamed_endpoints", Map.of());
    }

    private static String shape(Endpoints endpoints) {
        return endpoints.all().stream()
                .map(endpoint -> endpoint.name() + endpoint.parameters().stream().map(Parameter::name).toList()
                        + endpoint.returns().stream().map(Endpoint.Return::name).toList())
                .collect(Collectors.joining());
    }

    private static int addComponent(List<Map<String, Object>> components, String label, Widget widget) {
        int id = components.size() + 1;
        components.add(Map.of("id", id, "type", widget.component().toLowerCase(Locale.ROOT), "props",
                Map.of("label", label), "skip_api", false, "api_info", widget.schema()));
        return id;
    }

    private static Map<String, Object> dependency(int id, Endpoint endpoint, List<Integer> inputs,
            List<Integer> outputs) {
        Map<String, Object> dependency = new LinkedHashMap<>();
        dependency.put("id", id);
        dependency.put("api_name", endpoint.name());
        dependency.put("inputs", inputs);
        dependency.put("outputs", outputs);
        dependency.put("queue", true);
        dependency.put("backend_fn", true);
        dependency.put("targets", List.of());
        dependency.put("api_visibility", "public");
        dependency.put("api_description", endpoint.description());
        dependency.put("types", Map.of("generator", endpoint.streams(), "cancel", false));
        return dependency;
    }

    private static Map<String, Object> info(Endpoint endpoint) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("description", endpoint.description());
        info.put("api_visibility", "public");
        info.put("parameters", endpoint.parameters().stream().map(GradioDescription::info).toList());
        info.put("returns",
                endpoint.returns().stream().map(value -> described(value.label(), value.widget())).toList());
        return info;
    }

    private static Map<String, @Nullable Object> info(Parameter parameter) {
        Map<String, @Nullable Object> info = new LinkedHashMap<>();
        info.put("label", parameter.label());
        info.put("parameter_name", parameter.name());
        info.put("parameter_has_default", parameter.optional());
        info.put("parameter_default", parameter.initial());
        info.putAll(described(parameter.label(), parameter.widget()));
        info.put("example_input", parameter.example());
        info.put("description", parameter.info());
        return info;
    }

    private static Map<String, Object> described(String label, Widget widget) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("label", label);
        described.put("type", widget.schema());
        described.put("python_type", Map.of("type", widget.pythonType(), "description", ""));
        described.put("component", widget.component());
        return described;
    }
}
