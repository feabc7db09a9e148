package org.llmspace.pipeline.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/// Which files of a repository in ONNX layout a model is made of, on this machine or on the Hub.
final class GraphFiles {

    private static final Pattern GRAPH = Pattern.compile("[A-Za-z0-9][\\w.-]{0,99}");
    private static final int MAX_EXTERNAL_FILES = 100;
    private static final List<String> SMALL = List.of("config.json", "generation_config.json", "tokenizer.json",
            "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja", "chat_template.json",
            "preprocessor_config.json", "processor_config.json", "vocab.json", "modules.json", "1_Pooling/config.json",
            "config_sentence_transformers.json");

    private final Predicate<String> has;
    private final JsonNode config;
    private final String dtype;

    /// @param has whether the repository has a file
    /// @param config its `config.json`
    /// @param dtype the preferred precision; `auto` means what the repository says, else the best that there is
    GraphFiles(Predicate<String> has, JsonNode config, String dtype) {
        this.has = has;
        this.config = config;
        this.dtype = dtype;
    }

    /// The file of a graph in the preferred precision or else the next that there is.
    Optional<String> file(String graph) {
        if (!GRAPH.matcher(graph).matches()) {
            return Optional.empty();
        }
        return preferred(graph).first().stream().map(each -> graph + each.suffix() + ".onnx")
                .flatMap(name -> List.of("onnx/" + name, name).stream()).filter(has).findFirst();
    }

    /// The graphs that the model needs to run; empty if the repository has none.
    List<String> graphs() {
        List<String> pair = pair();
        if (!pair.isEmpty() && (config.path("is_encoder_decoder").asBoolean() || file("model").isEmpty())) {
            return pair;
        }
        return List.of("model", "decoder_model_merged").stream().filter(graph -> file(graph).isPresent()).limit(1).toList();
    }

    /// All files of the model, large ones last and graphs after their weights, so that a graph that is there is whole.
    ///
    /// @return empty if the repository has no graph
    Set<String> all() {
        List<String> graphs = graphs();
        Set<String> files = new LinkedHashSet<>();
        if (!graphs.isEmpty()) {
            SMALL.stream().filter(has).forEach(files::add);
        }
        for (String graph : graphs) {
            String file = file(graph).orElseThrow();
            files.addAll(external(file));
            files.add(file);
        }
        return files;
    }

    private List<String> pair() {
        if (file("encoder_model").isEmpty()) {
            return List.of();
        }
        List<String> graphs = new ArrayList<>(List.of("encoder_model"));
        if (file("decoder_model_merged").isPresent()) {
            graphs.add("decoder_model_merged");
        } else if (file("decoder_model").isPresent()) {
            graphs.add("decoder_model");
            file("decoder_with_past_model").ifPresent(_ -> graphs.add("decoder_with_past_model"));
        } else {
            return List.of();
        }
        file("decoder_postnet_and_vocoder").ifPresent(_ -> graphs.add("decoder_postnet_and_vocoder"));
        return graphs;
    }

    /// Weights beside a graph that is too large for one file.
    private List<String> external(String file) {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < MAX_EXTERNAL_FILES; i++) {
            String name = file + "_data" + (i == 0 ? "" : "_" + i);
            if (!has.test(name)) {
                break;
            }
            files.add(name);
        }
        String other = file + ".data"; // as newer exporters name it
        if (has.test(other)) {
            files.add(other);
        }
        return files;
    }

    private Dtype preferred(String graph) {
        String name = dtype;
        if (name.equals("auto")) {
            JsonNode own = config.at("/transformers.js_config/dtype");
            name = own.isObject() ? own.path(graph).asText("fp32") : own.asText("fp32");
        }
        try {
            return Dtype.named(name);
        } catch (IllegalArgumentException e) {
            return Dtype.FP32; // a repository may name what is not known here; settings are checked at the start
        }
    }
}
