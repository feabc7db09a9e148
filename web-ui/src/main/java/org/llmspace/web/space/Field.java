package org.llmspace.web.space;

import java.util.List;
import java.util.Map;

import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Parameter;
import org.llmspace.web.endpoint.Widget;
import org.llmspace.web.words.Words;

/// One field of a form.
///
/// @param label for people, in the language of the pages
/// @param info one line of explanation; empty if the label says enough
/// @param kind which control it is: text, area, range, number, check, choice, select, image or audio
/// @param value what is in it
public record Field(Parameter parameter, String label, String info, String kind, String value, List<String> choices) {

    /// @param models what a field for the model suggests
    static List<Field> of(Endpoint endpoint, Map<String, String> values, List<String> models) {
        return endpoint.parameters().stream().map(parameter -> of(endpoint.name(), parameter, values, models)).toList();
    }

    private static Field of(String task, Parameter parameter, Map<String, String> values, List<String> models) {
        Object initial = parameter.initial();
        String value = values.getOrDefault(parameter.name(), initial == null ? "" : initial.toString());
        String words = task + "." + parameter.name();
        return new Field(parameter, Words.ofTask(words + ".label", parameter.label()),
                parameter.info().isEmpty() ? "" : Words.ofTask(words + ".info", parameter.info()), kind(parameter.widget()),
                value, choices(parameter.widget(), models));
    }

    private static List<String> choices(Widget widget, List<String> models) {
        return widget instanceof Widget.Choice(var choices) ? choices : models;
    }

    private static String kind(Widget widget) {
        return switch (widget) {
            case Widget.Textbox(var lines, _) -> lines > 1 ? "area" : "text";
            case Widget.Texts(var lines, _) -> lines > 1 ? "area" : "text";
            case Widget.Slider _ -> "range";
            case Widget.Number _ -> "number";
            case Widget.Checkbox _ -> "check";
            case Widget.ModelChoice _ -> "choice";
            case Widget.Choice _ -> "select";
            case Widget.HighlightedText _ -> "text";
            case Widget.Markdown _ -> "text";
            case Widget.Label _ -> "text";
            case Widget.Json _ -> "text";
            case Widget.Image _ -> "image";
            case Widget.Audio _ -> "audio";
        };
    }

    /// The bounds, for a range.
    public Widget.Slider slider() {
        return (Widget.Slider) parameter.widget();
    }

    public boolean file() {
        return kind.equals("image") || kind.equals("audio");
    }

    public boolean checked() {
        return value.equals("true") || value.equals("on");
    }
}
