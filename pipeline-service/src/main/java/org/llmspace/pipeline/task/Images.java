package org.llmspace.pipeline.task;

import java.util.Set;

import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.processor.ImageDecoder;
import org.llmspace.pipeline.processor.ImageProcessor;
import org.llmspace.pipeline.tensor.FloatTensor;

/// What callers send besides texts.
final class Images {

    /// The name that graphs have for it.
    static final String INPUT = "pixel_values";

    private Images() {
    }

    /// @throws ModelException if a graph with these inputs sees no images
    static void check(Model model, Set<String> inputs) {
        if (!inputs.equals(Set.of(INPUT))) {
            throw new ModelException(ModelException.Reason.WRONG_TASK,
                    "%s is made for %s and wants the inputs %s; use a model that sees images".formatted(model.name(),
                            model.task(), inputs));
        }
    }

    /// What a vision model reads of an image, of shape `[1, 3, height, width]`.
    static FloatTensor pixelValues(Model model, Media image) {
        var config = model.json("preprocessor_config.json").orElseThrow(() -> new ModelException(
                ModelException.Reason.WRONG_TASK,
                "%s has no preprocessor_config.json, so it reads no images; use a vision model".formatted(model.name())));
        return new ImageProcessor(config).pixelValues(ImageDecoder.decode(bytes(image)));
    }

    /// The bytes of an image or a recording.
    static byte[] bytes(Media media) {
        byte[] data = media.data();
        if (data == null) {
            throw new PipelineException(FailureCode.UNSUPPORTED,
                    "Images and recordings are not fetched from URLs here; send the bytes themselves, in base64");
        }
        return data;
    }
}
