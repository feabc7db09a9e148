package org.llmspace.web.space.component;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.ModelState;
import org.llmspace.web.words.Words;

/// The models of pipelines: which can be used now, and what to do for the others.
public record ModelTable(List<Row> rows) {

    private static final String[] UNITS = { "B", "kB", "MB", "GB", "TB" };

    /// @param state for people
    /// @param size for people; empty if not known
    /// @param downloaded share between 0 and 1, or -1 if nothing is downloaded now
    /// @param action endpoint that brings the model nearer or away; empty if there is none
    /// @param does what the action is called
    public record Row(ModelDescription model, String state, String size, double downloaded, String action,
            String does) {

        /// What people have to do first; empty if a click or a call is enough.
        public String advice() {
            return model.state() == ModelState.UNAVAILABLE ? model.howToGet() : "";
        }
    }

    public static ModelTable of(List<ModelDescription> models) {
        return new ModelTable(models.stream().sorted(
                Comparator.comparing(ModelDescription::state).thenComparing(ModelDescription::id)).map(ModelTable::row)
                .toList());
    }

    private static Row row(ModelDescription model) {
        Long size = model.sizeBytes();
        Long done = model.downloadedBytes();
        double downloaded = done == null || size == null || size == 0 ? -1 : (double) done / size;
        String shown = size == null ? "" : bytes(size);
        return switch (model.state()) {
            case LOADED -> new Row(model, Words.say("ready"), shown, downloaded,
                    model.backend().equals("builtin") ? "" : "unload_model", Words.say("unload"));
            case LOADING -> new Row(model, Words.say("loading"), shown, downloaded, "", "");
            case AVAILABLE -> new Row(model, Words.say("on_this_machine"), shown, downloaded, "load_model", Words.say("load"));
            case DOWNLOADING -> new Row(model, Words.say("downloading"), shown, downloaded, "", "");
            case MISSING ->
                new Row(model, Words.say("not_here_yet"), shown, downloaded, "download_model", Words.say("download"));
            case UNAVAILABLE -> new Row(model, Words.say("not_to_be_had"), shown, downloaded, "", "");
        };
    }

    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit < 2 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }
}
