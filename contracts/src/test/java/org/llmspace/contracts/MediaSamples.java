package org.llmspace.contracts;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;

/// Samples of calls with images and recordings.
final class MediaSamples {

    private static final Media IMAGE = Media.of(new byte[] { (byte) 0x89, 'P', 'N', 'G' }, "image/png");
    private static final Media RECORDING = new Media(null, "http://localhost:7860/files/speech.wav", "audio/wav");
    private static final GenerationParameters SHORT = GenerationParameters.of(16, List.of(), false);

    private MediaSamples() {
    }

    static Map<String, Object> all() {
        return Map.of(
                "pipeline.call.requested.image-classification",
                new PipelineRequest.Call("some/model", new PipelineTask.ImageClassification(IMAGE, "softmax", 3)),
                "pipeline.call.requested.image-to-text",
                new PipelineRequest.Call("some/model", new PipelineTask.ImageToText(IMAGE, SHORT)),
                "pipeline.call.requested.automatic-speech-recognition",
                new PipelineRequest.Call("some/model",
                        new PipelineTask.AutomaticSpeechRecognition(RECORDING, true, 30.0, 5.0, "en", "transcribe", SHORT)),
                "pipeline.call.requested.text-to-speech",
                new PipelineRequest.Call("some/model", PipelineTask.TextToSpeech.of("Good morning.")),
                "pipeline.call.requested.text-to-image",
                new PipelineRequest.Call("some/model",
                        new PipelineTask.TextToImage("a red boat", 7.5, "people", 20, 512, 384, "DDIMScheduler", 7L)),
                "pipeline.call.completed.transcript",
                new PipelineReply.Completed("some/model",
                        new PipelineOutput.Transcript(" Good morning.",
                                List.of(new PipelineOutput.Chunk(" Good", List.of(0.0, 0.5)),
                                        new PipelineOutput.Chunk(" morning.", Arrays.asList(0.5, null)))),
                        7),
                "pipeline.call.completed.speech",
                new PipelineReply.Completed("some/model", new PipelineOutput.Speech(RECORDING, 16_000), 7),
                "pipeline.call.completed.image",
                new PipelineReply.Completed("some/model", new PipelineOutput.Image(IMAGE), 7));
    }
}
