package org.llmspace.web.endpoint;

import static org.llmspace.web.endpoint.Parameter.optional;
import static org.llmspace.web.endpoint.Parameter.required;
import static org.llmspace.web.endpoint.PipelineEndpoint.task;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.llmspace.contracts.pipeline.PipelineTask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/// One row for each task about models themselves, as in [Tasks].
final class ModelTasks {

    private static final String EXAMPLE = "Xenova/distilbert-base-uncased-finetuned-sst-2-english";

    private static final PipelineEndpoint TOKENIZE = task("tokenize", "Tokenizer",
            "Shows how a model reads a text: cut into tokens, each with a number and its place.",
            ModelTasks::tokenize)
            .takes(required("inputs", "Text", new Widget.Textbox(5, "The text to cut"),
                    "Tokenizers cut unbelievably long words into pieces."),
                    optional("text_pair", "Second text", new Widget.Textbox(2, ""), "")
                            .withInfo("For models that read two texts, such as a question and a context."),
                    optional("add_special_tokens", "Add the model's own tokens", new Widget.Checkbox(), true),
                    optional("chat_template", "Write it as the model's chat template does", new Widget.Checkbox(), false)
                            .withInfo(
                                    "Lines that begin with system:, user: or assistant: begin a message; otherwise all is one."))
            .gives("Tokens", new Widget.Json())
            .example("Long words", "Tokenizers cut unbelievably long words into pieces.")
            .example("Other scripts", "Grüße aus Zürich, 東京 and Ελλάδα 🙂")
            .example("Code", "for (int i = 0; i < 10; i++) { total += values[i]; }")
            .example("A conversation", "user: What is a token?\nassistant: A piece of text.\nuser: Why not a word?", "", "true",
                    "true", "HuggingFaceTB/SmolLM2-135M-Instruct")
            .example("Two texts", "Where is the station?", "The station is behind the church.");

    private static final PipelineEndpoint LIST_MODELS = task("list_models", "Models",
            "Lists the models that pipelines can use, and how to get those that are missing.",
            in -> new PipelineTask.ListModels(in.textIfAny("task").orElse(null)))
            .takes(optional("task", "Task", new Widget.Textbox(1, "text-classification"), "")
                    .withInfo("The Hub's name of a task. Empty means all."))
            .gives("Models", new Widget.Json());

    private static final PipelineEndpoint DOWNLOAD = task("download_model", "Download a model",
            "Brings a model of the Hub to the Space; the answer tells how far it is.",
            in -> new PipelineTask.DownloadModel()).needsModel(EXAMPLE).gives("Models", new Widget.Json());

    private static final PipelineEndpoint LOAD = task("load_model", "Load a model",
            "Makes a model ready to run, so that the next call does not wait for it.",
            in -> new PipelineTask.LoadModel()).needsModel(EXAMPLE).gives("Models", new Widget.Json());

    private static final PipelineEndpoint UNLOAD = task("unload_model", "Unload a model",
            "Takes a model out of memory; its files stay.",
            in -> new PipelineTask.UnloadModel()).needsModel(EXAMPLE).gives("Models", new Widget.Json());

    static final TaskGroup TOKENS = new TaskGroup("Look inside", List.of(TOKENIZE));
    static final TaskGroup MODELS = new TaskGroup("Models", List.of(LIST_MODELS, DOWNLOAD, LOAD, UNLOAD));

    private static final Pattern ROLE = Pattern.compile("(?m)^(system|user|assistant):[ \\t]*");

    private ModelTasks() {
    }

    private static PipelineTask<?> tokenize(Inputs in) {
        String text = in.text("inputs");
        return in.flag("chat_template")
                ? new PipelineTask.Tokenize(null, messages(text), List.of(), true, null, null, null, null, null)
                : new PipelineTask.Tokenize(text, in.textIfAny("text_pair").orElse(null), in.flagIfAny("add_special_tokens"),
                        null, null);
    }

    /// The messages of a conversation that is written down with its roles; one of the user if there are no roles.
    private static List<JsonNode> messages(String text) {
        List<JsonNode> messages = new ArrayList<>();
        Matcher role = ROLE.matcher(text);
        if (!role.lookingAt()) {
            return List.of(message("user", text));
        }
        for (boolean more = true; more;) {
            String who = role.group(1);
            int from = role.end();
            more = role.find();
            messages.add(message(who, text.substring(from, more ? role.start() : text.length()).strip()));
        }
        return messages;
    }

    private static JsonNode message(String role, String content) {
        return JsonNodeFactory.instance.objectNode().put("role", role).put("content", content);
    }
}
