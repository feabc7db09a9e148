package org.llmspace.pipeline.task;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineOutput.Speech;
import org.llmspace.contracts.pipeline.PipelineTask.TextToSpeech;
import org.llmspace.pipeline.model.LocalVoice;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.onnx.OnnxSession;
import org.llmspace.pipeline.processor.AudioDecoder;
import org.llmspace.pipeline.processor.Recording;
import org.llmspace.pipeline.processor.WavEncoder;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.LongTensor;
import org.llmspace.pipeline.tensor.Tensor;
import org.llmspace.pipeline.tokenizer.Encoding;

/// A text read aloud by a model that makes sound of characters in one run, as VITS and MMS do.
final class TextToSpeechPipeline {

    private static final int MAX_TOKENS = 10_000;
    /// Longer texts have too many tokens, whatever they are.
    private static final int MAX_CHARACTERS = 10 * MAX_TOKENS;

    private final Model model;

    TextToSpeechPipeline(Model model) {
        this.model = model;
    }

    /// Without a model, by a voice of this machine.
    static Speech speak(LocalVoice voice, TextToSpeech task) {
        Generation.refuse("a voice of this machine speaks in one go", task.parameters());
        if (task.inputs().isBlank() || task.inputs().length() > MAX_TOKENS) {
            throw PipelineException.invalid("'inputs' has %d characters; send a text of 1 to %d".formatted(
                    task.inputs().length(), MAX_TOKENS));
        }
        return speech(AudioDecoder.decode(voice.speak(task.inputs())));
    }

    Speech run(TextToSpeech task) {
        Generation.refuse(model.name() + " speaks in one go", task.parameters());
        if (task.inputs().length() > MAX_CHARACTERS) {
            throw tooLong("%d characters".formatted(task.inputs().length()));
        }
        Encoding encoding = model.tokenizer().encode(task.inputs());
        if (encoding.size() == 0) {
            throw PipelineException.invalid("'inputs' has nothing that %s can say; send a text in its language".formatted(
                    model.name()));
        }
        if (encoding.size() > MAX_TOKENS) {
            throw tooLong("%d tokens".formatted(encoding.size()));
        }
        int rate = model.config().json().path("sampling_rate").asInt(16_000);
        float[] samples = waveform(encoding).values();
        Numbers.finite(Numbers.doubles(samples), model.name());
        return speech(new Recording(samples, rate));
    }

    private static PipelineException tooLong(String length) {
        return new PipelineException(FailureCode.CONTEXT_LENGTH_EXCEEDED,
                "The text has %s; send at most %d tokens at once".formatted(length, MAX_TOKENS));
    }

    private static Speech speech(Recording recording) {
        return new Speech(Media.of(WavEncoder.encode(recording), "audio/wav"), recording.samplingRate());
    }

    private FloatTensor waveform(Encoding encoding) {
        OnnxSession session = model.session("model");
        Map<String, Tensor> inputs = new HashMap<>();
        for (String input : session.inputNames()) {
            switch (input) {
                case "input_ids" -> inputs.put(input, row(encoding.ids()));
                case "attention_mask" -> inputs.put(input, row(encoding.attentionMask()));
                default -> throw new ModelException(ModelException.Reason.WRONG_TASK,
                        "%s wants the input '%s'; only VITS models make speech here".formatted(model.name(), input));
            }
        }
        Map<String, Tensor> outputs = session.run(inputs);
        if (outputs.get("waveform") instanceof FloatTensor waveform) {
            return waveform;
        }
        throw new ModelException(ModelException.Reason.WRONG_TASK,
                "%s answers with %s, not with a waveform; use a VITS model".formatted(model.name(), outputs.keySet()));
    }

    private static LongTensor row(int[] numbers) {
        return new LongTensor(Arrays.stream(numbers).asLongStream().toArray(), 1, numbers.length);
    }
}
