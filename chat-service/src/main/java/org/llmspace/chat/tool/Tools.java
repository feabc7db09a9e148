package org.llmspace.chat.tool;

import java.time.InstantSource;
import java.util.List;

import jakarta.inject.Singleton;

import org.llmspace.contracts.chat.ToolUse;

/// All tools that there are.
@Singleton
public class Tools {

    private final List<Tool> all = List.of(new Calculator(), new Clock(InstantSource.system()));
    private final ToolSettings settings;

    Tools(ToolSettings settings) {
        this.settings = settings;
    }

    public List<Tool> all() {
        return all;
    }

    /// The tools of one turn.
    ///
    /// @throws IllegalArgumentException if one is wanted that does not exist
    public Toolbox toolbox(ToolUse use) {
        for (String name : use.names()) {
            if (all.stream().noneMatch(tool -> tool.name().equals(name))) {
                throw new IllegalArgumentException("there is no tool '%s'; there are: %s".formatted(name,
                        String.join(", ", all.stream().map(Tool::name).toList())));
            }
        }
        boolean off = use.mode() == ToolUse.Mode.OFF;
        return new Toolbox(off ? List.of()
                : all.stream().filter(tool -> use.names().isEmpty() || use.names().contains(tool.name())).toList(), settings);
    }
}
