package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput.Chunk;
import org.llmspace.contracts.pipeline.PipelineOutput.Transcript;
import org.llmspace.contracts.pipeline.PipelineTask.AutomaticSpeechRecognition;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.onnx.OnnxSession;
import org.llmspace.pipeline.processor.Recording;
import org.llmspace.pipeline.processor.Resampler;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.LongTensor;
import org.llmspace.pipeline.tensor.Tensor;

import com.fasterxml.jackson.databind.JsonNode;

/// What is said in a recording, by models that hear a letter or nothing at each step, as wav2vec2 and HuBERT do. A long
/// recording is cut into parts that overlap; what is heard near a cut counts in the part where it is further from it.
final class CtcRecognition {

    private static final double USUAL_CHUNK_SECONDS = 30;
    private static final int LEAST_SAMPLES = 400; // what such models hear at once

    private final Model model;
    private final int samplingRate;
    private final boolean normalizes;
    private final int samplesPerStep;
    private final int silence;

    CtcRecognition(Model model) {
        this.model = model;
        JsonNode processor = model.json("preprocessor_config.json").orElseThrow(
                () -> new ModelException(ModelException.Reason.UNUSABLE,
                        "%s has no preprocessor_config.json; get its files again".formatted(model.name())));
        this.samplingRate = processor.path("sampling_rate").asInt(16_000);
        this.normalizes = processor.path("do_normalize").asBoolean(true);
        int step = 1;
        for (JsonNode stride : model.config().json().path("conv_stride")) {
            step *= Math.max(1, stride.asInt(1));
        }
        this.samplesPerStep = step > 1 ? step : 320;
        this.silence = model.config().json().path("pad_token_id").asInt(0);
    }

    Transcript run(AutomaticSpeechRecognition task, Recording recording) {
        refuseWhatIsNotOffered(task);
        float[] samples = Resampler.to(samplingRate, recording).samples();
        if (samples.length < LEAST_SAMPLES) {
            throw PipelineException.invalid("The recording has %.3f seconds; send at least %.3f".formatted(
                    recording.seconds(), (double) LEAST_SAMPLES / samplingRate));
        }
        int[] heard = hear(samples, task);
        String text = model.tokenizer().decode(heard, false).strip();
        return new Transcript(text, Boolean.TRUE.equals(task.returnTimestamps()) ? words(heard) : List.of());
    }

    private void refuseWhatIsNotOffered(AutomaticSpeechRecognition task) {
        Generation.refuse(model.name() + " writes down what it hears step by step", task.parameters());
        if (task.language() != null || "translate".equals(task.speechTask())) {
            throw PipelineException.invalid("%s writes down its own language only; leave 'language' and 'task' out"
                    .formatted(model.name()));
        }
    }

    /// The likeliest token of each step.
    private int[] hear(float[] samples, AutomaticSpeechRecognition task) {
        int chunk = chunk(task.chunkLengthS(), samples.length);
        int stride = stride(task.strideLengthS(), chunk);
        List<int[]> parts = new ArrayList<>();
        for (int from = 0;; from += chunk - 2 * stride) {
            int to = Math.min(samples.length, from + chunk);
            boolean last = to == samples.length;
            int left = from == 0 ? 0 : stride;
            if (to - from > left + LEAST_SAMPLES) {
                int[] ids = steps(Arrays.copyOfRange(samples, from, to));
                parts.add(Arrays.copyOfRange(ids, Math.min(ids.length, left / samplesPerStep),
                        Math.max(left / samplesPerStep, ids.length - (last ? 0 : stride / samplesPerStep))));
            }
            if (last) {
                return parts.stream().flatMapToInt(Arrays::stream).toArray();
            }
        }
    }

    private int chunk(@Nullable Double given, int samples) {
        if (given != null && given != 0 && (given < 1 || given > 600)) {
            throw PipelineException.invalid("'chunk_length_s' is %s; use 1 to 600, or 0 for the usual".formatted(given));
        }
        int chunk = steps(given == null || given == 0 ? USUAL_CHUNK_SECONDS : given) * samplesPerStep;
        return Math.min(chunk, samples);
    }

    private int stride(@Nullable Double given, int chunk) {
        double seconds = Objects.requireNonNullElse(given, (double) chunk / samplingRate / 6);
        if (seconds < 0 || 2 * seconds * samplingRate >= chunk) {
            throw PipelineException.invalid("'stride_length_s' is %s; use less than half of the %.1f seconds of a chunk"
                    .formatted(seconds, (double) chunk / samplingRate));
        }
        return steps(seconds) * samplesPerStep;
    }

    private int steps(double seconds) {
        return (int) Math.rint(seconds * samplingRate / samplesPerStep);
    }

    private int[] steps(float[] samples) {
        OnnxSession session = model.session("model");
        Map<String, Tensor> inputs = new HashMap<>();
        for (String input : session.inputNames()) {
            switch (input) {
                case "input_values" -> inputs.put(input, new FloatTensor(normalized(samples), 1, samples.length));
                case "attention_mask" -> inputs.put(input, ones(samples.length));
                default -> throw new ModelException(ModelException.Reason.WRONG_TASK,
                        "%s wants the input '%s'; only Whisper and wav2vec2 models hear speech here"
                                .formatted(model.name(), input));
            }
        }
        if (!(session.run(inputs).get("logits") instanceof FloatTensor logits)) {
            throw new ModelException(ModelException.Reason.WRONG_TASK,
                    "%s does not answer with logits; use a model that hears speech".formatted(model.name()));
        }
        Numbers.finite(Numbers.doubles(logits.values()), model.name());
        int size = logits.dim(2);
        int[] ids = new int[logits.dim(1)];
        for (int step = 0; step < ids.length; step++) {
            for (int id = 1; id < size; id++) {
                ids[step] = logits.values()[step * size + id] > logits.values()[step * size + ids[step]] ? id : ids[step];
            }
        }
        return ids;
    }

    private static LongTensor ones(int length) {
        long[] ones = new long[length];
        Arrays.fill(ones, 1);
        return new LongTensor(ones, 1, length);
    }

    /// With a mean of 0 and a variance of 1, if the model was trained so.
    private float[] normalized(float[] samples) {
        if (!normalizes) {
            return samples;
        }
        double mean = 0;
        for (float sample : samples) {
            mean += sample;
        }
        mean /= samples.length;
        double variance = 0;
        for (float sample : samples) {
            variance += (sample - mean) * (sample - mean);
        }
        double deviation = Math.sqrt(variance / samples.length + 1e-7);
        float[] normalized = new float[samples.length];
        for (int i = 0; i < samples.length; i++) {
            normalized[i] = (float) ((samples[i] - mean) / deviation);
        }
        return normalized;
    }

    /// The words with the times of their first and last letter.
    private List<Chunk> words(int[] heard) {
        String delimiter = model.json("tokenizer_config.json").map(json -> json.path("word_delimiter_token").asText("|"))
                .orElse("|");
        List<Chunk> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int begin = 0;
        int end = 0;
        for (int step = 0; step < heard.length; step++) {
            String token = model.tokenizer().idToToken(heard[step]);
            boolean repeated = step > 0 && heard[step] == heard[step - 1];
            if (heard[step] == silence || token == null) {
                continue;
            }
            if (token.equals(delimiter)) {
                close(words, word, begin, end);
                continue;
            }
            begin = word.isEmpty() ? step : begin;
            end = step + 1;
            word.append(repeated ? "" : token);
        }
        close(words, word, begin, end);
        return words;
    }

    private void close(List<Chunk> words, StringBuilder word, int begin, int end) {
        if (!word.isEmpty()) {
            words.add(new Chunk(word.toString(), List.of(seconds(begin), seconds(end))));
            word.setLength(0);
        }
    }

    /// Rounded to hundredths, as Python does.
    private double seconds(int step) {
        return Math.rint(100.0 * step * samplesPerStep / samplingRate) / 100;
    }
}
