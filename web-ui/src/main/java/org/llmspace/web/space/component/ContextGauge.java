package org.llmspace.web.space.component;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ContextReport;
import org.llmspace.contracts.chat.Usage;

/// How full a model's window is, and what was left out of it.
///
/// @param tokens in the window
/// @param window how many there can be; 0 if not known
public record ContextGauge(int tokens, int window, List<ContextReport.Dropped> dropped) {

    /// The gauge before a turn.
    public static ContextGauge of(ContextReport report) {
        Integer window = report.window();
        return new ContextGauge(report.tokens(), window == null ? 0 : window, report.dropped());
    }

    /// The gauge after a turn; empty if nobody counted.
    public static Optional<ContextGauge> of(List<ChatReply> steps, @Nullable Usage usage) {
        Optional<ContextReport> report = steps.stream().filter(ChatReply.Prepared.class::isInstance)
                .map(step -> ((ChatReply.Prepared) step).context()).reduce((_, last) -> last);
        int counted = usage != null && usage.contextTokens() > 0 ? usage.contextTokens()
                : report.map(ContextReport::tokens).orElse(0);
        Integer window = report.map(ContextReport::window).orElse(null);
        List<ContextReport.Dropped> dropped = report.map(ContextReport::dropped).orElse(List.of());
        return window == null && dropped.isEmpty() ? Optional.empty()
                : Optional.of(new ContextGauge(counted, window == null ? 0 : window, dropped));
    }
}
