package org.llmspace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The settings of a run: the file `.env`, and over it the variables of the process. Values are never printed.
record Environment(Map<String, String> values) {

    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
    private static final Pattern QUOTED = Pattern.compile("(?:\"([^\"]*)\"|'([^']*)')\\s*(?:#.*)?");

    Environment {
        values = Map.copyOf(values);
    }

    static Environment read(Path file, Map<String, String> variables) {
        try {
            var values = new HashMap<String, String>();
            if (Files.exists(file)) {
                values.putAll(parse(Files.readAllLines(file), file));
            }
            values.putAll(variables);
            return new Environment(values);
        } catch (IOException e) {
            throw new StartFailure("Cannot read " + file + " as UTF-8 text: check its permissions and its encoding");
        }
    }

    static Map<String, String> parse(List<String> lines, Path file) {
        var values = new HashMap<String, String>();
        for (var number = 1; number <= lines.size(); number++) {
            var line = lines.get(number - 1).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var match = LINE.matcher(line);
            if (!match.matches()) {
                // The line itself may hold a key, so only its number is told.
                throw new StartFailure(file + ", line " + number + ": write it as NAME=value");
            }
            values.put(match.group(1), unquote(match.group(2)));
        }
        return values;
    }

    private static String unquote(String text) {
        var quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            return quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
        }
        var comment = text.startsWith("#") ? 0 : text.indexOf(" #");
        return (comment < 0 ? text : text.substring(0, comment)).strip();
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    int port(String name, int otherwise) {
        var text = text(name).orElse(String.valueOf(otherwise));
        try {
            var port = Integer.parseInt(text.strip());
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw new StartFailure(name + " must be a port number from 1 to 65535");
    }
}
