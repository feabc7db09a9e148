package org.llmspace.chat.prompt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatResult.Template;
import org.llmspace.contracts.chat.Shot;

/// Puts values in the place of a template's `{{variables}}`. A value is text and no template: what looks like a variable in it
/// stays as it is.
final class Filling {

    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*([\\p{L}_][\\p{L}\\p{N}_.-]*)\\s*}}");

    private final Template template;
    private final Map<String, String> values;
    private final Set<String> missing = new LinkedHashSet<>();

    Filling(Template template, Map<String, String> values) {
        this.template = template;
        this.values = values;
    }

    /// The names of the variables, in the order in which they stand there.
    static List<String> variables(@Nullable String system, String user, List<Shot> examples) {
        Set<String> names = new LinkedHashSet<>();
        List<String> texts = new ArrayList<>();
        texts.add(system == null ? "" : system);
        examples.forEach(shot -> texts.addAll(List.of(shot.input(), shot.output())));
        texts.add(user);
        texts.forEach(text -> VARIABLE.matcher(text).results().forEach(found -> names.add(found.group(1))));
        return List.copyOf(names);
    }

    /// The template without variables.
    ///
    /// @throws IllegalArgumentException if a value is missing, or belongs to no variable
    Template filled() {
        Set<String> unknown = new LinkedHashSet<>(values.keySet());
        unknown.removeAll(template.variables());
        unknown.remove(Templates.INPUT);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("the template '%s' has no variable %s; it has: %s".formatted(template.name(),
                    quoted(unknown), template.variables().isEmpty() ? "none" : quoted(template.variables())));
        }
        Template filled = new Template(template.name(), template.version(), template.description(),
                template.system() == null ? null : fill(template.system()), fill(template.user()),
                template.examples().stream().map(shot -> new Shot(fill(shot.input()), fill(shot.output()))).toList(), List.of(),
                template.at());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the template '%s' needs a value for %s; give it in 'variables'%s"
                    .formatted(template.name(), quoted(missing),
                            missing.contains(Templates.INPUT) ? ", or as the text of the turn's last message" : ""));
        }
        return filled;
    }

    private String fill(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String value = values.get(found.group(1));
            if (value == null) {
                missing.add(found.group(1));
            }
            return Matcher.quoteReplacement(value == null ? "" : value);
        });
    }

    private static String quoted(Iterable<String> names) {
        return "'" + String.join("', '", names) + "'";
    }
}
