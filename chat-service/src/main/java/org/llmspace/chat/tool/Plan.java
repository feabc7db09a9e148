package org.llmspace.chat.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.llmspace.contracts.chat.PlanStep;
import org.llmspace.contracts.chat.PlanStep.Status;

import com.fasterxml.jackson.databind.JsonNode;

/// The plan of an agent: the model writes it down through this tool, and again whenever a step begins or ends. Models forget
/// that, so what can be seen from outside is filled in.
public final class Plan implements Tool {

    /// What a model is told that works with a plan.
    public static final String INSTRUCTIONS = """
            You work as an agent. First write down a plan of 1 to 8 short steps with the tool `plan`. Then work on the steps one \
            after another with the other tools, and call `plan` with all steps and their status whenever one begins or ends. \
            Change the plan when you learn something new. When all is done, or nothing more can be done, answer the user in full \
            without calling a tool; say what you could not find out.""";
    private static final int MOST_STEPS = 20;

    private final List<PlanStep> steps = new ArrayList<>();

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String description() {
        return "Writes down the steps of your plan, all of them, each with its status.";
    }

    @Override
    public String parameters() {
        return """
                {"type":"object","properties":{"steps":{"type":"array","items":{"type":"object","properties":{\
                "description":{"type":"string"},\
                "status":{"type":"string","enum":["pending","running","done","skipped"]}},\
                "required":["description","status"],"additionalProperties":false}}},\
                "required":["steps"],"additionalProperties":false}""";
    }

    @Override
    public synchronized String call(JsonNode arguments) {
        List<PlanStep> written = new ArrayList<>();
        for (JsonNode step : arguments.path("steps")) {
            String description = step.isTextual() ? step.asText() : step.path("description").asText("");
            if (!description.isBlank()) {
                written.add(new PlanStep(description.strip(), status(step.path("status").asText("pending"))));
            }
        }
        if (written.isEmpty() || written.size() > MOST_STEPS) {
            throw new IllegalArgumentException("plan needs 'steps', 1 to %d of them, each with a 'description' and a 'status'"
                    .formatted(MOST_STEPS));
        }
        steps.clear();
        steps.addAll(written);
        return steps.stream().filter(step -> step.status() == Status.RUNNING || step.status() == Status.PENDING).findFirst()
                .map(step -> "The plan is noted. Go on with: " + step.description())
                .orElse("The plan is noted. All steps have ended: answer the user now.");
    }

    public synchronized List<PlanStep> steps() {
        return List.copyOf(steps);
    }

    /// A tool is called: the next step runs, or it is a step of its own where there is no plan.
    void begin(String tool) {
        synchronized (this) {
            if (steps.stream().anyMatch(step -> step.status() == Status.RUNNING)) {
                return;
            }
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i).status() == Status.PENDING) {
                    steps.set(i, new PlanStep(steps.get(i).description(), Status.RUNNING));
                    return;
                }
            }
            steps.add(new PlanStep("Use " + tool, Status.RUNNING));
        }
    }

    /// The answer is there: what ran is done, what did not begin never will.
    public synchronized void end() {
        steps.replaceAll(step -> switch (step.status()) {
            case RUNNING -> new PlanStep(step.description(), Status.DONE);
            case PENDING -> new PlanStep(step.description(), Status.SKIPPED);
            case DONE, SKIPPED -> step;
        });
    }

    private static Status status(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "running", "in_progress" -> Status.RUNNING;
            case "done", "completed" -> Status.DONE;
            case "skipped", "cancelled" -> Status.SKIPPED;
            default -> Status.PENDING;
        };
    }
}
