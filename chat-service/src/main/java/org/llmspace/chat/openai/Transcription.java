package org.llmspace.chat.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.provider.LocalMedia;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.PipelineOutput;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A request for what is said in a recording, and the formats that it can be answered in.
///
/// @param file the recording
/// @param format `json`, `text`, `srt`, `verbose_json` or `vtt`
record Transcription(byte[] file, String format, boolean stream, LocalMedia.Hearing hearing) {

    private static final List<String> FORMATS = List.of("json", "text", "srt", "verbose_json", "vtt");

    /// A part of the transcript.
    private record Line(double from, double to, String text) {
    }

    /// @param translate whether to write it down in English
    static Transcription of(MultipartForm form, boolean translate) {
        byte[] file = form.bytes("file").filter(bytes -> bytes.length > 0)
                .orElseThrow(() -> new ApiException(ApiError.invalid("file", "you must provide 'file', a recording")));
        String format = form.text("response_format").orElse("json");
        if (!FORMATS.contains(format)) {
            throw new ApiException(ApiError.invalid("response_format", "'response_format' must be one of " + FORMATS));
        }
        if (form.texts("timestamp_granularities").contains("word")) {
            throw new ApiException(new ApiError(400, "invalid_request_error", "unsupported_parameter",
                    "timestamp_granularities", "This model tells when segments were said, not words; ask for 'segment'"));
        }
        boolean timed = !format.equals("json") && !format.equals("text");
        return new Transcription(file, format, form.text("stream").filter("true"::equals).isPresent() && !timed,
                new LocalMedia.Hearing(form.text("language").orElse(null), translate, timed, temperature(form)));
    }

    private static @Nullable Double temperature(MultipartForm form) {
        try {
            return form.text("temperature").map(Double::valueOf).filter(value -> value != 0).orElse(null);
        } catch (NumberFormatException e) {
            throw new ApiException(ApiError.invalid("temperature", "'temperature' must be a number from 0 to 1"));
        }
    }

    void answer(Exchange exchange, LocalMedia.Heard heard) {
        String text = heard.transcript().text().strip();
        if (stream) {
            tell(exchange, text);
            exchange.endEvents();
            return;
        }
        switch (format) {
            case "text" -> exchange.send("text/plain; charset=utf-8", text + "\n");
            case "srt" -> exchange.send("text/plain; charset=utf-8", srt(lines(heard)));
            case "vtt" -> exchange.send("text/plain; charset=utf-8", vtt(lines(heard)));
            case "verbose_json" -> exchange.send(verbose(heard, text));
            default -> exchange.send(usage(EventCodec.json().createObjectNode().put("text", text), heard));
        }
    }

    /// A transcript that is there at once, as events.
    static void tell(Exchange exchange, String text) {
        exchange.event(event("delta").put("delta", text));
        exchange.event(event("done").put("text", text));
        exchange.event("[DONE]");
    }

    private static ObjectNode event(String what) {
        return EventCodec.json().createObjectNode().put("type", "transcript.text." + what);
    }

    private static ObjectNode usage(ObjectNode answer, LocalMedia.Heard heard) {
        heard.seconds().ifPresent(
                seconds -> answer.putObject("usage").put("type", "duration").put("seconds", (int) Math.ceil(seconds)));
        return answer;
    }

    private ObjectNode verbose(LocalMedia.Heard heard, String text) {
        List<Line> lines = lines(heard);
        ObjectNode answer = EventCodec.json().createObjectNode().put("task", hearing.translate() ? "translate" : "transcribe")
                .put("language", Optional.ofNullable(hearing.language()).orElse(hearing.translate() ? "english" : ""))
                .put("duration", heard.seconds().orElse(lines.isEmpty() ? 0 : lines.getLast().to())).put("text", text);
        var segments = answer.putArray("segments");
        for (int i = 0; i < lines.size(); i++) {
            segments.addObject().put("id", i).put("start", lines.get(i).from()).put("end", lines.get(i).to()).put("text",
                    lines.get(i).text());
        }
        return usage(answer, heard);
    }

    /// A part whose end the model does not know ends with the recording.
    private static List<Line> lines(LocalMedia.Heard heard) {
        List<Line> lines = new ArrayList<>();
        for (PipelineOutput.Chunk chunk : heard.transcript().chunks()) {
            Double from = chunk.timestamp().getFirst();
            Double to = chunk.timestamp().getLast();
            double begin = from == null ? 0 : from;
            lines.add(new Line(begin, to == null ? heard.seconds().orElse(begin) : to, chunk.text()));
        }
        return lines;
    }

    private static String srt(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append(i + 1).append('\n').append(cue(lines.get(i)).replace('.', ',')).append('\n')
                    .append(lines.get(i).text().strip()).append("\n\n");
        }
        return text.toString();
    }

    private static String vtt(List<Line> lines) {
        StringBuilder text = new StringBuilder("WEBVTT\n\n");
        lines.forEach(line -> text.append(cue(line)).append('\n').append(line.text().strip()).append("\n\n"));
        return text.toString();
    }

    private static String cue(Line line) {
        return clock(line.from()) + " --> " + clock(line.to());
    }

    private static String clock(double seconds) {
        long ms = Math.round(seconds * 1000);
        return String.format(Locale.ROOT, "%02d:%02d:%02d.%03d", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    }
}
