package org.llmspace.web.space.component;

import java.util.ArrayList;
import java.util.List;

import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.PlanStep;
import org.llmspace.web.words.Words;

/// What a model did before its answer: its reasoning, its plan, or a tool that was called.
///
/// @param id of the element, so that it stays open while the page changes
/// @param title in one line
/// @param text all of it
/// @param state `pending`, `done` or `error`
/// @param took how long, for people; empty if not known
public record Thought(String id, String title, String text, String state, String took) {

    private static final int SHORT = 60;

    public static Thought ofReasoning(String call, String text, boolean pending) {
        return new Thought("thought-" + call, Words.say("reasoning"), text, pending ? "pending" : "done", "");
    }

    /// The tools that were called and the newest plan, in their order.
    ///
    /// @param ended whether nothing more comes
    public static List<Thought> ofSteps(String call, List<ChatReply> steps, boolean ended) {
        List<Thought> thoughts = new ArrayList<>();
        for (ChatReply step : steps) {
            String id = "thought-%s-%d".formatted(call, thoughts.size());
            if (step instanceof ChatReply.Planned(var plan)) {
                thoughts.removeIf(thought -> thought.id().equals("plan-" + call));
                thoughts.add(ofPlan("plan-" + call, plan, ended));
            } else if (step instanceof ChatReply.ToolCalled(var called, var callerRuns)) {
                thoughts.add(ofTool(id, called.function().name(), called.function().arguments(), returned(steps, called.id()),
                        ended || callerRuns));
            }
        }
        return thoughts;
    }

    private static Thought ofPlan(String id, List<PlanStep> plan, boolean ended) {
        long done = plan.stream().filter(step -> step.status() == PlanStep.Status.DONE).count();
        StringBuilder text = new StringBuilder();
        for (PlanStep step : plan) {
            text.append(switch (step.status()) {
                case PENDING -> "○ ";
                case RUNNING -> "◔ ";
                case DONE -> "● ";
                case SKIPPED -> "– ";
            }).append(step.description()).append('\n');
        }
        return new Thought(id, Words.say("plan", done, plan.size()), text.toString(),
                ended || done == plan.size() ? "done" : "pending", "");
    }

    private static Thought ofTool(String id, String name, String arguments, List<ChatReply.ToolReturned> returned,
            boolean ended) {
        String brief = arguments.length() > SHORT ? arguments.substring(0, SHORT) + "…" : arguments;
        String title = Words.say("tool", name) + (brief.isBlank() || brief.equals("{}") ? "" : " " + brief);
        if (returned.isEmpty()) {
            return new Thought(id, title, arguments, ended ? "done" : "pending", "");
        }
        ChatReply.ToolReturned result = returned.getFirst();
        return new Thought(id, title, arguments + "\n\n" + result.result(), result.error() ? "error" : "done",
                Measures.seconds(result.durationMs()));
    }

    private static List<ChatReply.ToolReturned> returned(List<ChatReply> steps, String call) {
        return steps.stream().filter(ChatReply.ToolReturned.class::isInstance).map(ChatReply.ToolReturned.class::cast)
                .filter(step -> step.callId().equals(call)).toList();
    }
}
