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
import org.llmspace.contracts.pipeline.GeneratedToken;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.ModelState;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.TensorValue;

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

    private static final GenerationParameters SAMPLING = new GenerationParameters(true, 64, 1, null, null, 2.5, true, 0.7,
            50, 0.9, 0.95, 0.05, 0.001, 0.002, 7L, 1.1, 0.1, 0.2, 3, List.of(List.of(5, 6)), null, null, null, null, 2,
            List.of("END"), null, null, null, null, null, null);
    private static final GenerationParameters BEAMS = new GenerationParameters(null, null, null, null, null, null, false,
            null, null, null, null, null, null, null, null, null, null, null, null, List.of(), 4, 1.5,
            JsonNodeFactory.instance.textNode("never"), 2, null, List.of(), 5, 1, 0, 1, 0.0, true);
    private static final GenerationParameters LENGTHS = new GenerationParameters(null, null, null, 60, 10, null, null, null,
            null, null, null, null, null, null, null, null, null, null, null, List.of(), null, null, null, null, null,
            List.of(), null, null, null, null, null, null);

    private Samples() {
    }

    static Map<String, Object> all() {
        Map<String, Object> samples = new HashMap<>(ChatTaskSamples.all());
        samples.putAll(turnsAndCalls());
        samples.putAll(MediaSamples.all());
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
                                new PipelineTask.FeatureExtraction(List.of("a", "b"), true, null, false, "right", 64))),
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
                Map.entry("pipeline.call.requested.text-generation",
                        new PipelineRequest.Call("some/model", textGeneration())),
                Map.entry("pipeline.call.requested.text-generation.messages",
                        new PipelineRequest.Call("some/model", chatGeneration())),
                Map.entry("pipeline.call.requested.text2text-generation",
                        new PipelineRequest.Call("some/model",
                                new PipelineTask.Text2TextGeneration("a b", true, "only_first", BEAMS))),
                Map.entry("pipeline.call.requested.summarization",
                        new PipelineRequest.Call(null,
                                new PipelineTask.Summarization("Long.", false, "longest_first", LENGTHS))),
                Map.entry("pipeline.call.requested.translation",
                        new PipelineRequest.Call("some/model",
                                new PipelineTask.Translation("Hello", "eng_Latn", "fra_Latn", null, null,
                                        GenerationParameters.DEFAULT))),
                Map.entry("pipeline.call.delta.details",
                        new PipelineReply.Delta(" a", List.of(new GeneratedToken(7, " a", -0.5, false)),
                                List.of(List.of(new GeneratedToken(7, " a", -0.5, false))))),
                Map.entry("pipeline.call.completed.generated-texts",
                        new PipelineReply.Completed("some/model", generated(), 7)),
                Map.entry("pipeline.call.completed.summaries",
                        new PipelineReply.Completed("llm-space/minilm",
                                new PipelineOutput.Summaries(List.of(new PipelineOutput.Summary("Short."))), 7)),
                Map.entry("pipeline.call.completed.translations",
                        new PipelineReply.Completed("some/model",
                                new PipelineOutput.Translations(List.of(new PipelineOutput.Translated("Bonjour"))), 7)),
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
                Map.entry("pipeline.call.requested.tokenize",
                        new PipelineRequest.Call("llm-space/minilm",
                                new PipelineTask.Tokenize("a cat", "a dog", true, "longest_first", 16))),
                Map.entry("pipeline.call.requested.detokenize",
                        new PipelineRequest.Call("llm-space/minilm",
                                new PipelineTask.Detokenize(List.of(101, 1037, 102), true, false))),
                Map.entry("pipeline.call.requested.forward",
                        new PipelineRequest.Call("llm-space/minilm", new PipelineTask.Forward("model",
                                Map.of("input_ids", new TensorValue("int64", List.of(1L, 2L), List.of(101, 102))),
                                List.of("last_hidden_state")))),
                Map.entry("pipeline.call.requested.list-models",
                        new PipelineRequest.Call(null, new PipelineTask.ListModels("fill-mask"))),
                Map.entry("pipeline.call.requested.download-model",
                        new PipelineRequest.Call("some/model", new PipelineTask.DownloadModel())),
                Map.entry("pipeline.call.requested.load-model",
                        new PipelineRequest.Call("some/model", new PipelineTask.LoadModel())),
                Map.entry("pipeline.call.requested.unload-model",
                        new PipelineRequest.Call("some/model", new PipelineTask.UnloadModel())),
                Map.entry("pipeline.call.completed.tokens",
                        new PipelineReply.Completed("llm-space/minilm",
                                new PipelineOutput.Tokens(
                                        List.of(new PipelineOutput.Token(101, "[CLS]", true, 0, null, null, null),
                                                new PipelineOutput.Token(1037, "a", false, 0, 0, 0, 1)),
                                        3, 512),
                                7)),
                Map.entry("pipeline.call.completed.decoded-text",
                        new PipelineReply.Completed("llm-space/minilm", new PipelineOutput.DecodedText("a cat"), 7)),
                Map.entry("pipeline.call.completed.tensors",
                        new PipelineReply.Completed("some/model",
                                new PipelineOutput.Tensors(Map.of("logits",
                                        new TensorValue("float32", List.of(1L, 2L), List.of(0.5, -0.25)))),
                                7)),
                Map.entry("pipeline.call.completed.models",
                        new PipelineReply.Completed("some/model",
                                new PipelineOutput.Models(List.of(new ModelDescription("some/model",
                                        List.of("fill-mask"), "onnx", ModelState.DOWNLOADING, 1024L, 512L,
                                        "It is being downloaded; calls wait for it."))),
                                7)),
                Map.entry("pipeline.call.accepted", new PipelineReply.CallAccepted(ACCEPTED)),
                Map.entry("pipeline.call.started", new PipelineReply.Started("llm-space/minilm")),
                Map.entry("pipeline.call.progress",
                        new PipelineReply.Progress("downloading model.onnx", "bytes", 1024, 4096L)),
                Map.entry("pipeline.call.delta", PipelineReply.Delta.of("Once upon")),
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

    private static PipelineTask.TextGeneration textGeneration() {
        return new PipelineTask.TextGeneration("Once upon", List.of(1, 2), List.of(), List.of(), null, false, true, true, 2,
                512, null,
                null, false, Map.of(5, -1.5), SAMPLING);
    }

    private static PipelineTask.TextGeneration chatGeneration() {
        var json = JsonNodeFactory.instance;
        var parameters = GenerationParameters.of(64, List.of("END"), true).drawing(0.2, 0.9, 7L).penalizing(0.1, 0.2);
        var tool = json.objectNode().put("type", "function");
        tool.putObject("function").put("name", "weather");
        var system = json.objectNode().put("role", "system").put("content", "Be brief.");
        var user = json.objectNode().put("role", "user").put("content", "Is it raining?");
        return new PipelineTask.TextGeneration(null, List.of(), List.of(system, user), List.of(tool),
                json.objectNode().put("enable_thinking", false), null, null, null, null, null, null, null, null, Map.of(),
                parameters);
    }

    private static PipelineOutput.GeneratedTexts generated() {
        GeneratedToken a = new GeneratedToken(7, " a", -0.5, false);
        GeneratedToken end = new GeneratedToken(2, "", -0.25, true);
        var other = new PipelineOutput.GeneratedText("Once upon", "length", 2, 1, 7L, List.of(), List.of(a), List.of());
        return new PipelineOutput.GeneratedTexts(List.of(new PipelineOutput.GeneratedText("Once upon a", "eos_token", 2,
                2, 7L, List.of(new GeneratedToken(5, "Once", null, false)), List.of(List.of(end)), List.of(a, end),
                List.of(List.of(a), List.of(end)), List.of(other))));
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
