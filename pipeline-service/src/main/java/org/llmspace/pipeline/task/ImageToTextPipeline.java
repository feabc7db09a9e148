package org.llmspace.pipeline.task;

import java.util.List;
import java.util.Locale;

import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedText;
import org.llmspace.contracts.pipeline.PipelineTask.ImageToText;
import org.llmspace.pipeline.generation.Generated;
import org.llmspace.pipeline.generation.TextGenerator;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.tensor.FloatTensor;

/// What is to be seen on an image: an encoder looks at it, a decoder writes.
final class ImageToTextPipeline {

    private final Model model;

    ImageToTextPipeline(Model model) {
        this.model = model;
    }

    Answering start(ImageToText task) {
        FloatTensor pixels = Images.pixelValues(model, task.inputs());
        Images.check(model, model.session("encoder_model").inputNames());
        var config = Generation.config(model, task.taskName(), task.parameters());
        var generator = new TextGenerator(model, config, pixels, false);
        var order = new Generation.Order(generator.decoderStart(), Boolean.TRUE.equals(task.parameters().stream()), false,
                0);
        return new Generation(generator, order, ImageToTextPipeline::output);
    }

    private static PipelineOutput output(List<Generated> texts) {
        return new PipelineOutput.GeneratedTexts(texts.stream()
                .map(text -> new GeneratedText(text.text().strip(), text.finish().name().toLowerCase(Locale.ROOT), 0,
                        text.tokens().size(), null, List.of(), List.of(), List.of()))
                .toList());
    }
}
