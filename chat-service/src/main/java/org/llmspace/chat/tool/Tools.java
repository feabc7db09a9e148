package org.llmspace.chat.tool;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.LocalModels;
import org.llmspace.chat.backend.PipelineClient;
import org.llmspace.chat.retrieval.Retrieval;
import org.llmspace.contracts.chat.ToolUse;
import org.llmspace.contracts.web.PublicWeb;

/// All tools that there are.
@Singleton
public class Tools {

    private final List<Tool> own;
    private final Supplier<List<Tool>> others;
    private final ToolSettings settings;

    @Inject
    Tools(ToolSettings settings, PublicWeb web, PipelineClient pipelines, LocalModels models, McpServers mcp,
            Retrieval retrieval) {
        this(settings, mcp::tools, new PipelineTools(pipelines::run, settings.patience())
                .all(() -> !models.of("translation").isEmpty()), new WebPage(web, settings),
                new DocumentSearch(retrieval::search, null));
    }

    /// @param others tools that come and go
    Tools(ToolSettings settings, Supplier<List<Tool>> others, List<Tool> pipelines, Tool... more) {
        List<Tool> all = new ArrayList<>(List.of(new Calculator(), new Clock(InstantSource.system())));
        all.addAll(List.of(more));
        all.addAll(pipelines);
        this.own = List.copyOf(all);
        this.others = others;
        this.settings = settings;
    }

    public List<Tool> all() {
        return Stream.concat(own.stream(), others.get().stream()).filter(Tool::available).toList();
    }

    /// The tools of one turn.
    ///
    /// @param owner whose documents they see
    /// @throws IllegalArgumentException if one is wanted that does not exist
    public Toolbox toolbox(ToolUse use, @Nullable String owner) {
        if (use.mode() == ToolUse.Mode.OFF) {
            return new Toolbox(List.of(), null, settings);
        }
        List<Tool> all = all();
        for (String name : use.names()) {
            if (all.stream().noneMatch(tool -> tool.name().equals(name))) {
                throw new IllegalArgumentException("there is no tool '%s'; there are: %s".formatted(name,
                        String.join(", ", all.stream().map(Tool::name).toList())));
            }
        }
        return new Toolbox(all.stream().filter(tool -> use.names().isEmpty() || use.names().contains(tool.name()))
                .map(tool -> tool instanceof DocumentSearch(var search, var _) ? new DocumentSearch(search, owner) : tool)
                .toList(),
                use.mode() == ToolUse.Mode.AGENT ? new Plan() : null, settings);
    }
}
