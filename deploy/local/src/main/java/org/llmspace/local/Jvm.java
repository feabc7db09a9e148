package org.llmspace.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Command lines of child JVMs, run by the same JDK as this process.
final class Jvm {

    private Jvm() {
    }

    /// A terminal sends Ctrl-C to every process in it; children ignore it, so that the launcher decides who stops when.
    static List<String> command(List<String> arguments) {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return command;
    }
}
