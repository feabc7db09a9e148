package org.llmspace.web.space;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.space.component.Measures;

/// One message, answered in several ways side by side.
///
/// @param ways two at least
/// @param models what can be chosen
/// @param measures what the answers took; null until all are there
/// @param error what was wrong with the last form; empty if nothing was
public record ComparePage(String message, List<Way> ways, List<String> models, List<Example> examples,
        @Nullable Measures measures, String error) {

    /// @param number from 1
    /// @param answer null before anything was asked
    public record Way(int number, String model, String systemPrompt, String shots, String temperature,
            @Nullable CallView answer) {

        /// Whether it differs from the Space's choice.
        public boolean used() {
            return answer != null || set() || !model.isEmpty();
        }

        /// Whether something is put away that must be seen.
        public boolean set() {
            return !systemPrompt.isEmpty() || !shots.isEmpty() || !temperature.isEmpty();
        }
    }

    /// @param values of the form's fields
    public record Example(String title, List<Value> values) {
    }

    public record Value(String name, String text) {
    }

    public boolean open() {
        return ways.stream().map(Way::answer).anyMatch(answer -> answer != null && answer.open());
    }

    ComparePage with(@Nullable Measures taken) {
        return new ComparePage(message, ways, models, examples, taken, error);
    }

    public boolean asked() {
        return ways.stream().anyMatch(way -> way.answer() != null);
    }
}
