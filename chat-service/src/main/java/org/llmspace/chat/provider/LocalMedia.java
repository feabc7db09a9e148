package org.llmspace.chat.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.PipelineClient;
import org.llmspace.chat.backend.PipelineFailedException;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineTask;

/// Speech, transcripts and images by the models of pipeline-service. What is longer than a Kafka record may be goes there,
/// or comes from there, in parts.
@Singleton
public class LocalMedia {

    /// How to hear a recording.
    ///
    /// @param language what is spoken; null lets the model find out
    /// @param translate whether to write it down in English
    /// @param timestamps whether to tell when each part was said
    public record Hearing(@Nullable String language, boolean translate, boolean timestamps, @Nullable Double temperature) {
    }

    /// @param seconds how long the recording is; empty if it is in no format that is known here
    public record Heard(PipelineOutput.Transcript transcript, Optional<Double> seconds) {
    }

    /// What a model shall draw; null leaves it to the model.
    public record Drawing(String prompt, @Nullable Integer width, @Nullable Integer height, @Nullable Long seed) {
    }

    /// In base64 this is what a record may hold, and what is around it.
    static final int MOST_BYTES = 720_000;
    /// Read aloud, a text of this length is a record, even slowly and in the best quality.
    private static final int MOST_CHARS = 180;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern SENTENCE = Pattern.compile("(?<=[.!?;:\\u3002\\uff01\\uff1f])\\s+|\\n+");

    private final PipelineClient pipelines;

    LocalMedia(PipelineClient pipelines) {
        this.pipelines = pipelines;
    }

    /// Whether a model runs in pipeline-service.
    public static boolean runs(Providers.Choice choice) {
        return choice.provider() instanceof LocalProvider;
    }

    /// @throws ProviderException if pipeline-service cannot do it
    public Wav speak(Providers.Choice choice, String text) {
        List<Wav> spoken = new ArrayList<>();
        pieces(text).forEach(piece -> spoken.add(speakPiece(choice, piece)));
        return Wav.joined(spoken);
    }

    /// Some writing systems say more with fewer characters, so a piece may still be too long.
    private Wav speakPiece(Providers.Choice choice, String text) {
        try {
            Media audio = run(choice, PipelineTask.TextToSpeech.of(text)).audio();
            return Wav.read(bytes(audio)).orElseThrow(() -> ProviderException.of(FailureCode.INTERNAL,
                    "pipeline-service answered with speech that is no WAV file of 16 bits"));
        } catch (ProviderException e) {
            if (e.failure().code() != FailureCode.CONTENT_TOO_LARGE || text.length() < 2) {
                throw e;
            }
            int half = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
            return Wav.joined(List.of(speakPiece(choice, text.substring(0, half)), speakPiece(choice, text.substring(half))));
        }
    }

    /// @throws ProviderException if pipeline-service cannot do it
    public Heard hear(Providers.Choice choice, byte[] recording, Hearing how) {
        Optional<Wav> sound = Wav.read(recording);
        Optional<Double> seconds = sound.map(Wav::seconds);
        if (recording.length <= MOST_BYTES) {
            return new Heard(hearPart(choice, recording, how), seconds);
        }
        Wav wav = sound.orElseThrow(() -> ProviderException.of(FailureCode.CONTENT_TOO_LARGE,
                "Recordings over %d kB must be WAV files of 16 bits here; send one, or a shorter recording"
                        .formatted(MOST_BYTES / 1000)));
        List<String> texts = new ArrayList<>();
        List<PipelineOutput.Chunk> chunks = new ArrayList<>();
        for (Wav.Part part : wav.forSpeech().parts(MOST_BYTES)) {
            PipelineOutput.Transcript transcript = hearPart(choice, part.sound().file(), how);
            texts.add(transcript.text().strip());
            transcript.chunks().forEach(chunk -> chunks.add(later(chunk, part)));
        }
        String text = texts.stream().filter(piece -> !piece.isEmpty()).collect(Collectors.joining(" "));
        return new Heard(new PipelineOutput.Transcript(text, chunks), seconds);
    }

    /// @return the file of an image, mostly PNG
    /// @throws ProviderException if pipeline-service cannot do it
    public byte[] draw(Providers.Choice choice, Drawing drawing) {
        return bytes(run(choice, new PipelineTask.TextToImage(drawing.prompt(), null, null, null, drawing.width(),
                drawing.height(), null, drawing.seed())).image());
    }

    private PipelineOutput.Transcript hearPart(Providers.Choice choice, byte[] file, Hearing how) {
        return run(choice, new PipelineTask.AutomaticSpeechRecognition(Media.of(file, null), how.timestamps(), null, null,
                how.language(), how.translate() ? "translate" : null,
                GenerationParameters.DEFAULT.drawing(how.temperature(), null, null)));
    }

    private static PipelineOutput.Chunk later(PipelineOutput.Chunk chunk, Wav.Part part) {
        List<@Nullable Double> timestamp = new ArrayList<>();
        for (Double second : chunk.timestamp()) {
            timestamp.add(second == null ? part.from() + part.sound().seconds() : Double.valueOf(part.from() + second));
        }
        return new PipelineOutput.Chunk(chunk.text(), timestamp);
    }

    private <R extends PipelineOutput> R run(Providers.Choice choice, PipelineTask<R> task) {
        try {
            return pipelines.run(choice.model().equals(LocalProvider.NAME) ? null : choice.model(), task, PATIENCE);
        } catch (PipelineFailedException e) {
            throw new ProviderException(e.failure());
        }
    }

    private static byte[] bytes(Media media) {
        byte[] data = media.data();
        if (data == null) {
            throw ProviderException.of(FailureCode.INTERNAL, "pipeline-service answered with a reference instead of a file");
        }
        return data;
    }

    /// Sentences, as many together as fit; one that is too long is cut between words.
    static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (String sentence : SENTENCE.split(text.strip())) {
            for (String words : withinLimit(sentence.strip())) {
                if (!piece.isEmpty() && piece.length() + 1 + words.length() > MOST_CHARS) {
                    pieces.add(piece.toString());
                    piece.setLength(0);
                }
                piece.append(piece.isEmpty() ? "" : " ").append(words);
            }
        }
        pieces.add(piece.toString());
        return pieces;
    }

    private static List<String> withinLimit(String sentence) {
        List<String> parts = new ArrayList<>();
        String rest = sentence;
        while (rest.length() > MOST_CHARS) {
            int space = rest.lastIndexOf(' ', MOST_CHARS);
            int cut = space > 0 ? space : MOST_CHARS;
            parts.add(rest.substring(0, cut));
            rest = rest.substring(cut).strip();
        }
        parts.add(rest);
        return parts;
    }
}
