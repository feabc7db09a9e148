package org.llmspace.chat.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.llmspace.chat.retrieval.Quotation;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.Usage;

/// The built-in model that always works: no language model, it answers by quoting the passages that it is given.
final class Guide implements Provider {

    private static final Pattern ABOUT_ITSELF = Pattern.compile(
            "(?i)^\\W*(who|what) (are|r) (you|u)\\b.*|.*\\bwhat can (you|u) do\\b.*|^\\W*(hi|hello|hey|good (morning|day|evening))\\W*$");
    private static final String WHAT_IT_IS = """
            I am `guide`, the built-in model of this Space. I am no language model: I look your question up in a guide to LLM \
            engineering, and in documents that you paste, and answer by quoting the best passages with their source. Ask me, for \
            instance, what a token is, how RAG works or when to fine-tune. For free conversation, choose another model.""";
    private static final String NOT_FOUND = """
            I don't find an answer to that in my documents. I am `guide`, the built-in model: I answer only from a guide to LLM \
            engineering and from documents that you paste. Try other words, paste a document, or choose another model.""";
    private static final Pattern WORDS = Pattern.compile("(?:\\S+\\s*){1,6}");

    @Override
    public String name() {
        return Providers.GUIDE;
    }

    @Override
    public Optional<String> unusable() {
        return Optional.empty();
    }

    @Override
    public List<ModelInfo> models() {
        return List.of(new ModelInfo(Providers.GUIDE, 0, "llm-space", describe(Providers.GUIDE)));
    }

    @Override
    public ModelStream open(ModelCall call) {
        String question = call.messages().reversed().stream().filter(message -> message.role() == Role.USER).findFirst()
                .map(ChatMessage::text).orElse("").strip();
        ChatMessage last = call.messages().getLast();
        if (last.role() == Role.TOOL) {
            return say(last.text());
        }
        Optional<ToolCall> tool = GuideIntents.toolFor(question, names(call));
        if (tool.isPresent()) {
            return new Ready(List.of(new ModelEvent.CallTool(tool.get()),
                    new ModelEvent.End("tool_calls", Usage.UNKNOWN, List.of())));
        }
        return say(ABOUT_ITSELF.matcher(question).matches() ? WHAT_IT_IS : quote(call));
    }

    private static ModelStream say(String answer) {
        List<ModelEvent> events = new ArrayList<>();
        WORDS.matcher(answer).results().forEach(words -> events.add(new ModelEvent.Text(words.group())));
        events.add(new ModelEvent.End("stop", Usage.UNKNOWN, List.of()));
        return new Ready(events);
    }

    private static List<String> names(ModelCall call) {
        return call.options().tools().stream().map(tool -> tool.at("/function/name").asText()).toList();
    }

    private static String quote(ModelCall call) {
        return call.evidence().isEmpty() ? NOT_FOUND : Quotation.of(call.messages(), call.evidence());
    }

    /// An answer that is there at once.
    private static final class Ready implements ModelStream {

        private final List<ModelEvent> events;
        private int next;

        Ready(List<ModelEvent> events) {
            this.events = events;
        }

        @Override
        public ModelEvent next() {
            return events.get(next++);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
