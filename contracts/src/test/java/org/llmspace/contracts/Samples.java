package org.llmspace.contracts;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.ContextReport;
import org.llmspace.contracts.chat.Document;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.chat.PlanStep;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.Shot;
import org.llmspace.contracts.chat.TemplateReference;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.ToolUse;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.chat.Variation;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/// One sample of everything that goes over Kafka, by the name of its golden file.
final class Samples {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Accepted ACCEPTED = new Accepted("s1a2b3", "chat", "{\"message\":\"hi\"}", AT);
    private static final ToolCall TOOL_CALL = new ToolCall("call_1",
            new ToolCall.FunctionCall("calculator", "{\"expression\":\"6*7\"}"));
    private static final Citation CITATION = new Citation(1, "03-tokens.md", "What a token is",
            "A token is a piece of a word.", 0.82, "d1-3", true);
    private static final Shot SHOT = new Shot("What is RAG?", "Answering from documents that were looked up.");
    private static final ContextReport CONTEXT = new ContextReport("openai/some-model", 900, 1_000, 100, "estimate",
            List.of(new ContextReport.Dropped("m1", Role.USER, 120, "Long ago", "the oldest turn; the window is full")));
    private static final Failure FAILURE = Failure.of(FailureCode.MODEL_NOT_FOUND,
            "there is no model 'nobody/nothing'; ask GET /v1/models for those that are usable");

    private Samples() {
    }

    static Map<String, Object> all() {
        Map<String, Object> samples = new HashMap<>(ChatTaskSamples.all());
        samples.putAll(turnsAndCalls());
        return samples;
    }

    private static Map<String, Object> turnsAndCalls() {
        return Map.ofEntries(
                Map.entry("chat.turn.requested", turn()),
                Map.entry("chat.turn.accepted", new ChatReply.TurnAccepted(ACCEPTED)),
                Map.entry("chat.comparison.requested", new ChatRequest.Comparison(turn(),
                        List.of(new Variation("short", "guide", new TemplateReference("short", 2, Map.of("tone", "dry")),
                                List.of()),
                                new Variation(null, "openai/some-model", null, List.of(SHOT))))),
                Map.entry("chat.turn.prepared", new ChatReply.Prepared(CONTEXT)),
                Map.entry("chat.turn.planned", new ChatReply.Planned(List.of(
                        new PlanStep("Find the price", PlanStep.Status.DONE),
                        new PlanStep("Add the tax", PlanStep.Status.RUNNING)))),
                Map.entry("chat.turn.used", new ChatReply.Used(1, "openai/some-model", Usage.of(12, 9))),
                Map.entry("chat.comparison.replied",
                        new ChatReply.Compared(1, "openai/some-model", ChatReply.Delta.of("A token"), 210)),
                Map.entry("chat.turn.started", new ChatReply.Started("guide")),
                Map.entry("chat.turn.delta", new ChatReply.Delta("A token is ", "the user asks for a definition")),
                Map.entry("chat.tool.called", new ChatReply.ToolCalled(TOOL_CALL, true)),
                Map.entry("chat.tool.delta", new ChatReply.ToolDelta(0, "call_1", "calculator", "{\"expr")),
                Map.entry("chat.turn.progress", new ChatReply.Progress("loading llama3.2", "bytes", 1024, 4096L)),
                Map.entry("chat.tool.returned", new ChatReply.ToolReturned("call_1", "calculator", "42", false, 3)),
                Map.entry("chat.turn.cited", new ChatReply.Cited(CITATION)),
                Map.entry("chat.turn.completed",
                        new ChatReply.Completed("guide",
                                ChatMessage.of(Role.ASSISTANT, "A token is a piece of a word [1]."), "stop",
                                List.of(CITATION), new Usage(12, 9, 4, 2, 21, 0.00042), List.of("images were left out"),
                                new ChatReply.Kept("conversation-1", "m1", "m2", "m3"))),
                Map.entry("chat.turn.failed", new ChatReply.Failed(FAILURE)),
                Map.entry("chat.turn.cancelled", new ChatReply.Cancelled("stopped by the user")),
                Map.entry("pipeline.call.requested", zeroShot()),
                Map.entry("pipeline.call.requested.feature-extraction",
                        new PipelineRequest.Call(null,
                                new PipelineTask.FeatureExtraction(List.of("a", "b"), true, null, false, "right"))),
                Map.entry("pipeline.call.requested.sentence-similarity",
                        new PipelineRequest.Call(null,
                                new PipelineTask.SentenceSimilarity("a cat", List.of("a kitten", "a train")))),
                Map.entry("pipeline.call.requested.text-classification",
                        new PipelineRequest.Call(null, new PipelineTask.TextClassification("good", "bad", "softmax", 2))),
                Map.entry("pipeline.call.requested.token-classification",
                        new PipelineRequest.Call(null,
                                new PipelineTask.TokenClassification("Ada in Paris", List.of("O"), 16, "first"))),
                Map.entry("pipeline.call.requested.question-answering",
                        new PipelineRequest.Call(null,
                                new PipelineTask.QuestionAnswering("Who?", "It was Ada.", 2, 64, 15, 384, 64, true, true))),
                Map.entry("pipeline.call.requested.fill-mask",
                        new PipelineRequest.Call(null,
                                new PipelineTask.FillMask("a [MASK]", 3, List.of("cat", "dog")))),
                Map.entry("pipeline.call.completed.entities",
                        new PipelineReply.Completed("llm-space/ner",
                                new PipelineOutput.Entities(List.of(
                                        new PipelineOutput.Entity("PER", null, 0.75, null, "Ada", 0, 3),
                                        new PipelineOutput.Entity("LOC", "B-LOC", 0.5, 3, "Paris", 7, 12))),
                                7)),
                Map.entry("pipeline.call.completed.answers",
                        new PipelineReply.Completed("llm-space/qa",
                                new PipelineOutput.Answers(List.of(new PipelineOutput.Answer("Ada", 0.75, 7, 10))), 7)),
                Map.entry("pipeline.call.completed.filled-masks",
                        new PipelineReply.Completed("some/model",
                                new PipelineOutput.FilledMasks(
                                        List.of(List.of(new PipelineOutput.Filling("a cat", 0.5, 4937, "cat")))),
                                7)),
                Map.entry("pipeline.call.accepted", new PipelineReply.CallAccepted(ACCEPTED)),
                Map.entry("pipeline.call.started", new PipelineReply.Started("llm-space/minilm")),
                Map.entry("pipeline.call.progress",
                        new PipelineReply.Progress("downloading model.onnx", "bytes", 1024, 4096L)),
                Map.entry("pipeline.call.delta", new PipelineReply.Delta("Once upon")),
                Map.entry("pipeline.call.completed", classified()),
                Map.entry("pipeline.call.completed.embeddings",
                        new PipelineReply.Completed("llm-space/minilm",
                                new PipelineOutput.Embeddings(List.of(List.of(0.5f, -0.25f))), 7)),
                Map.entry("pipeline.call.completed.similarities",
                        new PipelineReply.Completed("llm-space/minilm",
                                new PipelineOutput.Similarities(List.of(0.75, 0.125)), 7)),
                Map.entry("pipeline.call.failed", new PipelineReply.Failed(FAILURE)),
                Map.entry("pipeline.call.cancelled", new PipelineReply.Cancelled(null)),
                Map.entry("control.cancel", new Cancel("c0ffee", "stopped by the user")));
    }

    private static ChatRequest.Turn turn() {
        var json = JsonNodeFactory.instance;
        var tool = json.objectNode().put("type", "function");
        tool.putObject("function").put("name", "weather");
        var user = new ChatMessage(Role.USER,
                List.of(new Content.Text("What is a token?"),
                        new Content.Image(new Content.ImageUrl("data:image/png;base64,AA==", "low")),
                        new Content.Audio(new Content.InputAudio("AA==", "wav")),
                        new Content.File(
                                new Content.FileContent("a.pdf", "data:application/pdf;base64,AA==", null))),
                "ann", List.of(), null);
        var assistant = new ChatMessage(Role.ASSISTANT, List.of(), null, List.of(TOOL_CALL), null);
        var answer = new ChatMessage(Role.TOOL, List.of(new Content.Text("42")), null, List.of(), "call_1");
        var options = new GenerationOptions(0.2, 0.9, 512, List.of("END"), 7L, 0.1, 0.2, List.of(tool),
                json.textNode("auto"), json.objectNode().put("type", "json_object"), "low", true,
                Map.of("top_k", json.numberNode(40)));
        return new ChatRequest.Turn("openai/some-model", "conversation-1", "m1",
                List.of(ChatMessage.of(Role.SYSTEM, "Be brief."), user, assistant, answer), options,
                List.of(new Document("notes.txt", "Tokens are pieces of words.")), List.of("d1"), List.of(SHOT),
                new TemplateReference("explain", null, Map.of("tone", "dry")),
                new ToolUse(ToolUse.Mode.AGENT, List.of("calculator")), "somebody", Map.of("team", "blue"));
    }

    private static PipelineRequest.Call zeroShot() {
        return new PipelineRequest.Call("llm-space/minilm", new PipelineTask.ZeroShotClassification(
                "The train is late again", List.of("travel", "food"), "This text is about {}.", false));
    }

    private static PipelineReply.Completed classified() {
        return new PipelineReply.Completed("llm-space/minilm",
                new PipelineOutput.Classification(List.of(new LabelScore("travel", 0.9), new LabelScore("food", 0.1))),
                12);
    }
}
