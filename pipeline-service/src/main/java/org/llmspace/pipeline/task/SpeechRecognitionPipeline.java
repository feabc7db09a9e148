package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput.Transcript;
import org.llmspace.contracts.pipeline.PipelineTask.AutomaticSpeechRecognition;
import org.llmspace.pipeline.generation.Generated;
import org.llmspace.pipeline.generation.GenerationConfig;
import org.llmspace.pipeline.generation.TextGenerator;
import org.llmspace.pipeline.generation.TextRun;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.processor.AudioDecoder;
import org.llmspace.pipeline.processor.MelSpectrogram;
import org.llmspace.pipeline.processor.Recording;
import org.llmspace.pipeline.processor.Resampler;
import org.llmspace.pipeline.tensor.FloatTensor;

/// What is said in a recording, by Whisper or by models that [CtcRecognition] knows. What is longer than the model hears at once is cut into parts that overlap.
final class SpeechRecognitionPipeline {

    private static final int MAX_SECONDS = 3 * 3600;

    private final Model model;
    private final MelSpectrogram spectrogram;
    private final WhisperPrompt prompt;

    SpeechRecognitionPipeline(Model model) {
        this.model = model;
        if (!model.config().modelType().equals("whisper")) {
            throw new ModelException(ModelException.Reason.WRONG_TASK,
                    "%s is no Whisper or wav2vec2 model; only those hear speech here".formatted(model.name()));
        }
        this.spectrogram = new MelSpectrogram(model.json("preprocessor_config.json").orElseThrow(
                () -> new ModelException(ModelException.Reason.UNUSABLE,
                        "%s has no preprocessor_config.json; get its files again".formatted(model.name()))));
        this.prompt = new WhisperPrompt(model);
    }

    static Transcript hear(Model model, AutomaticSpeechRecognition task) {
        Recording recording = recording(task);
        return model.config().isArchitecture("ForCTC") ? new CtcRecognition(model).run(task, recording)
                : new SpeechRecognitionPipeline(model).run(task, recording);
    }

    private static Recording recording(AutomaticSpeechRecognition task) {
        Recording recording = AudioDecoder.decode(Images.bytes(task.inputs()));
        if (recording.seconds() > MAX_SECONDS) {
            throw PipelineException.invalid("The recording has %.0f seconds; send at most %d".formatted(
                    recording.seconds(), MAX_SECONDS));
        }
        return recording;
    }

    private Transcript run(AutomaticSpeechRecognition task, Recording recording) {
        float[] samples = Resampler.to(spectrogram.samplingRate(), recording).samples();
        GenerationConfig config = config(task);
        boolean timestamps = Boolean.TRUE.equals(task.returnTimestamps());
        List<TranscriptMerge.Part> parts = new ArrayList<>();
        int chunk = chunk(task.chunkLengthS(), samples.length);
        int stride = stride(task.strideLengthS(), chunk);
        for (int from = 0;; from += chunk - 2 * stride) {
            int to = Math.min(samples.length, from + chunk);
            boolean last = from + chunk >= samples.length;
            int left = from == 0 ? 0 : stride;
            if (to - from > left) {
                int[] tokens = hear(task, config, Arrays.copyOfRange(samples, from, to));
                parts.add(new TranscriptMerge.Part(tokens, seconds(to - from), seconds(left), seconds(last ? 0 : stride)));
            }
            if (last) {
                return new TranscriptMerge(model.tokenizer(), prompt.firstTimestamp(), timestamps).of(parts);
            }
        }
    }

    private int[] hear(AutomaticSpeechRecognition task, GenerationConfig config, float[] samples) {
        FloatTensor features = spectrogram.features(samples);
        TextGenerator generator = new TextGenerator(model, config, features, false);
        int[] start = prompt.tokens(task, languages -> generator.likeliest(generator.decoderStart(), languages));
        if (generator.searches()) {
            return ids(generator.search(start).getFirst());
        }
        try (TextRun run = generator.begin(start, 0, 0)) {
            return ids(run.finish(false));
        }
    }

    private static int[] ids(Generated text) {
        return text.tokens().stream().mapToInt(Generated.Token::id).toArray();
    }

    private GenerationConfig config(AutomaticSpeechRecognition task) {
        var asked = Generation.asked(task.parameters());
        asked.put("return_timestamps", Boolean.TRUE.equals(task.returnTimestamps()));
        return GenerationConfig.of(model, task.taskName(), asked);
    }

    private int chunk(@Nullable Double given, int samples) {
        double longest = seconds(spectrogram.maxSamples());
        if (given == null || given == 0) {
            return samples <= spectrogram.maxSamples() ? samples : spectrogram.maxSamples();
        }
        if (given < 1 || given > longest) {
            throw PipelineException.invalid("'chunk_length_s' is %s; use 1 to %.0f, or 0 for as much as the model hears"
                    .formatted(given, longest));
        }
        return samples(given);
    }

    private int stride(@Nullable Double given, int chunk) {
        double seconds = Objects.requireNonNullElse(given, seconds(chunk) / 6);
        if (seconds < 0 || 2 * seconds >= seconds(chunk)) {
            throw PipelineException.invalid("'stride_length_s' is %s; use less than half of the %.1f seconds of a chunk"
                    .formatted(seconds, seconds(chunk)));
        }
        return samples(seconds);
    }

    private int samples(double seconds) {
        return (int) Math.rint(seconds * spectrogram.samplingRate());
    }

    private double seconds(int samples) {
        return (double) samples / spectrogram.samplingRate();
    }
}
