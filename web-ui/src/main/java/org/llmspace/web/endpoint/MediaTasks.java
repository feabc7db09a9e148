package org.llmspace.web.endpoint;

import static org.llmspace.web.endpoint.Parameter.optional;
import static org.llmspace.web.endpoint.Parameter.required;
import static org.llmspace.web.endpoint.PipelineEndpoint.task;

import java.util.List;

import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.PipelineTask;

/// One row for each pipeline that sees, hears, speaks or draws, as in [Tasks].
final class MediaTasks {

    private static final PipelineEndpoint IMAGE_CLASSIFICATION = task("image_classification", "Image classification",
            "Says what an image shows, in the classes that a model has learned.",
            in -> new PipelineTask.ImageClassification(in.media("inputs"), null, in.count("top_k")))
            .takes(required("inputs", "Image", new Widget.Image(), ExampleFiles.SUNSET),
                    optional("top_k", "Number of labels", new Widget.Number(1), null).withInfo("Empty means five."))
            .gives("Classification", new Widget.Label())
            .example("A sunset", ExampleFiles.SUNSET).example("A tree", ExampleFiles.TREE);

    private static final PipelineEndpoint IMAGE_TO_TEXT = task("image_to_text", "Image to text",
            "Says in words what an image shows.",
            in -> new PipelineTask.ImageToText(in.media("inputs"), longest(in)))
            .takes(required("inputs", "Image", new Widget.Image(), ExampleFiles.SUNSET),
                    optional("max_new_tokens", "Most new tokens", new Widget.Number(1), null)
                            .withInfo("Where the text ends at the latest. Empty means the model's own."))
            .gives("Text", new Widget.Textbox(4, ""))
            .example("A sunset", ExampleFiles.SUNSET).example("A tree", ExampleFiles.TREE);

    private static final PipelineEndpoint SPEECH_RECOGNITION = task("automatic_speech_recognition", "Speech recognition",
            "Writes down what is said in a recording.",
            in -> new PipelineTask.AutomaticSpeechRecognition(in.media("inputs"), in.flagIfAny("return_timestamps"), null,
                    null, in.textIfAny("language").orElse(null), in.textIfAny("task").orElse(null), longest(in)))
            .takes(required("inputs", "Recording", new Widget.Audio(), ExampleFiles.HELLO),
                    optional("language", "Language", new Widget.Textbox(1, "en"), "")
                            .withInfo("What is spoken. Empty lets the model find out."),
                    optional("task", "Answer in", new Widget.Choice(List.of("", "transcribe", "translate")), "")
                            .withInfo("transcribe: the language that is spoken; translate: English."),
                    optional("return_timestamps", "Tell when each part is said", new Widget.Checkbox(), false))
            .gives("Text", new Widget.Textbox(6, "")).example("A welcome", ExampleFiles.HELLO);

    private static final PipelineEndpoint TEXT_TO_SPEECH = task("text_to_speech", "Text to speech", "Reads a text aloud.",
            in -> new PipelineTask.TextToSpeech(in.text("inputs"), GenerationParameters.DEFAULT))
            .takes(required("inputs", "Text", new Widget.Textbox(3, "What to say"), "Good morning, and welcome on board."))
            .gives("Speech", new Widget.Audio())
            .example("An announcement", "Good morning, and welcome on board.")
            .example("Numbers", "The train at 10:42 leaves from platform 7.");

    private static final PipelineEndpoint TEXT_TO_IMAGE = task("text_to_image", "Text to image",
            "Paints what a text describes.", MediaTasks::paint)
            .takes(required("inputs", "Prompt", new Widget.Textbox(3, "What the image shows"),
                    "A lighthouse in a storm, oil painting"),
                    optional("negative_prompt", "Negative prompt", new Widget.Textbox(1, "blurry, text"), "")
                            .withInfo("What shall not be on the image."),
                    optional("num_inference_steps", "Steps", new Widget.Slider(1, 100, 1), null)
                            .withInfo("More steps take longer and make better images."),
                    optional("guidance_scale", "Guidance", new Widget.Slider(0, 20, 0.5), null)
                            .withInfo("How closely to keep to the text."),
                    optional("width", "Width", new Widget.Number(1), null).withInfo("In pixels."),
                    optional("height", "Height", new Widget.Number(1), null).withInfo("In pixels."),
                    optional("seed", "Seed", new Widget.Number(1), null).withInfo("Makes the image repeatable."))
            .gives("Image", new Widget.Image())
            .example("A lighthouse", "A lighthouse in a storm, oil painting")
            .example("A garden", "A small Japanese garden in autumn, watercolour");

    static final TaskGroup SEEING_AND_HEARING = new TaskGroup("See, hear, speak, paint", List.of(IMAGE_CLASSIFICATION,
            IMAGE_TO_TEXT, SPEECH_RECOGNITION, TEXT_TO_SPEECH, TEXT_TO_IMAGE));

    private MediaTasks() {
    }

    private static PipelineTask<?> paint(Inputs in) {
        Integer seed = in.count("seed");
        return new PipelineTask.TextToImage(in.text("inputs"), in.number("guidance_scale", 0, 100),
                in.textIfAny("negative_prompt").orElse(null), in.count("num_inference_steps"), in.count("width"),
                in.count("height"), null, seed == null ? null : Long.valueOf(seed));
    }

    private static GenerationParameters longest(Inputs in) {
        return WritingTasks.generation(in);
    }
}
