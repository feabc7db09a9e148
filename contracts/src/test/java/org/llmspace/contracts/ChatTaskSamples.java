package org.llmspace.contracts;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.ChatTask;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.ContextReport;
import org.llmspace.contracts.chat.Shot;
import org.llmspace.contracts.chat.Usage;

/// One sample of every task that is no turn, and of everything they are answered with.
final class ChatTaskSamples {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Citation CITATION = new Citation(1, "notes.pdf", "Heating", "The boiler is old.", 0.5, "d1-3", null);
    private static final ChatResult.KeptConversation CONVERSATION = new ChatResult.KeptConversation("c1", "About tokens", 2, AT,
            AT);

    private ChatTaskSamples() {
    }

    static Map<String, Object> all() {
        Map<String, Object> samples = new HashMap<>();
        tasks().forEach((name, task) -> samples.put("chat.task.requested" + name, new ChatRequest.Task(task, "somebody")));
        results().forEach((name, result) -> samples.put("chat.task.answered" + name, new ChatReply.Answered(result)));
        return samples;
    }

    private static Map<String, ChatTask> tasks() {
        return Map.ofEntries(
                Map.entry("",
                        new ChatTask.IngestDocument("notes.pdf", "application/pdf", null, null, "/gradio_api/file=notes.pdf")),
                Map.entry(".preview",
                        new ChatTask.Preview(ChatRequest.Turn.of("guide", List.of(ChatMessage.user("What is a token?"))))),
                Map.entry(".list-models", new ChatTask.ListModels()),
                Map.entry(".list-tools", new ChatTask.ListTools()),
                Map.entry(".list-documents", new ChatTask.ListDocuments()),
                Map.entry(".delete-document", new ChatTask.DeleteDocument("d1")),
                Map.entry(".search-documents", new ChatTask.SearchDocuments("Who made the boiler?", List.of("d1"), 4)),
                Map.entry(".read-passage", new ChatTask.ReadPassage("d1-3")),
                Map.entry(".list-conversations", new ChatTask.ListConversations("context window")),
                Map.entry(".read-conversation", new ChatTask.ReadConversation("c1")),
                Map.entry(".rename-conversation", new ChatTask.RenameConversation("c1", "About tokens")),
                Map.entry(".delete-conversation", new ChatTask.DeleteConversation("c1")),
                Map.entry(".list-templates", new ChatTask.ListTemplates("explain")),
                Map.entry(".save-template",
                        new ChatTask.SaveTemplate("explain", "Explains a term", "Be {{tone}}.", "Explain {{input}}.",
                                List.of(new Shot("a token", "A piece of a word.")))),
                Map.entry(".delete-template", new ChatTask.DeleteTemplate("explain")),
                Map.entry(".pull-model", new ChatTask.PullModel("ollama/llama3.2")));
    }

    private static Map<String, ChatResult> results() {
        return Map.of("", new ChatResult.Done(),
                ".preview", new ChatResult.Previewed(new ContextReport("guide", 12, null, 0, "estimate", List.of())),
                ".models", new ChatResult.Models(List.of(new ChatResult.Model("guide", null, null),
                        new ChatResult.Model("openai", 128_000, "set OPENAI_API_KEY to use it"))),
                ".tools", new ChatResult.Tools(List.of(new ChatResult.Tool("calculator", "Calculates exactly.", "built in"))),
                ".documents", new ChatResult.Documents(
                        List.of(new ChatResult.KeptDocument("d1", "notes.pdf", "application/pdf", 1_200, 9, true, AT))),
                ".passages", new ChatResult.Passages(List.of(CITATION)),
                ".passage", new ChatResult.Passage(CITATION, "It is winter.", "It was made in 1987."),
                ".conversations", new ChatResult.Conversations(List.of(CONVERSATION)),
                ".conversation", new ChatResult.Conversation(CONVERSATION, List.of(
                        new ChatResult.KeptMessage("m2", "m1", ChatMessage.user("What is a token?"), "guide",
                                List.of(CITATION), Usage.of(12, 9), AT))),
                ".templates", new ChatResult.Templates(List.of(new ChatResult.Template("explain", 2, "Explains a term",
                        "Be {{tone}}.", "Explain {{input}}.", List.of(new Shot("a token", "A piece of a word.")),
                        List.of("tone", "input"), AT))));
    }
}
