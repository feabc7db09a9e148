package org.llmspace.web.endpoint;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.backend.NewCall;

/// One thing that can be called. Pages, Gradio's configuration and every other door are derived from it.
public interface Endpoint {

    /// The task's name on the Hub, with underscores.
    String name();

    String title();

    /// One sentence, for people and for the documentation.
    String description();

    List<Parameter> parameters();

    /// What comes back, in order; at least one.
    List<Return> returns();

    /// What the page offers to fill in with a click.
    List<Example> examples();

    /// The request to publish for some inputs.
    ///
    /// @param past what was said before in the same session; empty for endpoints that remember nothing
    /// @throws InvalidInputException if an input is missing or makes no sense
    NewCall.Request request(Inputs inputs, List<Exchange> past);

    /// The values so far, as many as [#returns] has; empty while there are none.
    ///
    /// @param inputs what was asked, as far as it is remembered
    List<@Nullable Object> values(Answer answer, Inputs inputs);

    /// Whether the value grows while the call runs.
    default boolean streams() {
        return false;
    }

    /// Whether a call knows what was said before in its session.
    default boolean remembers() {
        return false;
    }

    record Return(String label, Widget widget) {

        /// What programs call it.
        public String name() {
            return label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        }
    }

    /// @param inputs by parameter name, as a form holds them
    record Example(String title, Map<String, String> inputs) {
        public Example {
            inputs = Map.copyOf(inputs);
        }
    }

    /// A question and its answer, earlier in a session.
    record Exchange(String question, String answer) {
    }

    default Optional<Parameter> parameter(String name) {
        return parameters().stream().filter(parameter -> parameter.name().equals(name)).findFirst();
    }
}
