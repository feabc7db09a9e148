package org.llmspace.chat.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.llmspace.chat.retrieval.Language;
import org.llmspace.chat.retrieval.PastedShots;
import org.llmspace.chat.retrieval.Quotation;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;

/// The built-in model that always works: no language model, it answers by quoting the passages that it is given.
final class Guide implements Provider {

    private static final Pattern ABOUT_ITSELF = Pattern.compile(
            "(?i)^\\W*(?:(?:hi|hello|hey|so|ok)(?: there)?\\W+)?(?:who|what) (?:are|r) (?:you|u)\\b.*|.*\\bwhat can (?:you|u) (?:do|help)\\b.*|.*\\bhow can you help\\b.*"
                    + "|^\\W*(?:are|r) (?:you|u) (?:an? |really an? |real)?(?:ai|bot|robot|human|person|real|chat ?gpt|gpt|claude|gemini|llama|language model|llm|chatbot|machine)\\b.*"
                    + "|^\\W*(?:what(?:'s| is) your name|who (?:made|built|created|programmed|trained) (?:you|u)|(?:what|which) (?:ai |language )?model (?:are|r) (?:you|u).*|tell me about yourself|introduce yourself|how do you work|do you have a name)\\W*$"
                    + "|^\\W*what (?:can|could|should) i (?:do|ask|try)(?: you)?(?: here| first| with (?:this|it))?\\W*$"
                    + "|^\\W*(?:what is this|(?:can you |please )?help(?: me)?(?: out)?(?: please)?|i need (?:some )?help|what(?:'s| is) (?:up|new)|how(?:'s| is) it going|how does this work|(?:hi|hello|hey|hiya|yo|greetings)(?: there| guide| everyone| bot)?|good (?:morning|day|afternoon|evening)|how are (?:you|u)(?: doing)?(?: today)?)\\W*$");
    private static final Pattern THANKS = Pattern.compile(
            "(?i)^\\W*(?:.{0,40}\\b(?:thanks|thank (?:you|u)|thx|cheers)\\b.{0,25}|(?:that was |very |really |ok |okay )*(?:great|perfect|good|nice|ok|okay|cool|helpful|awesome|got it|i see|(?:good ?)?bye(?: ?bye)?|see (?:you|ya)|cya|later|ciao|take care|good night|have a (?:nice|good|great) (?:day|evening|weekend|one)|well done|love it|never ?mind|nvm|no worries|sorry|lol|haha)(?: (?:job|work|answer|then|later|soon|tomorrow))?)\\W*$");
    private static final Pattern WRITING = Pattern.compile(
            "(?is)^\\W*(?:(?:please|can you|could you|would you) )*(?:write|compose|draft|translate|rewrite|rephrase|paraphrase|draw|paint|invent|tell me a (?:joke|story|riddle)|(?:generate|make|create) (?:me )?an? (?:image|picture|poem|story|song)).*"
                    + "|^\\W*how (?:do|would) (?:you|i) say .+ in \\p{L}+\\W*$");
    private static final String WHAT_IT_IS = """
            I am `guide`, the built-in model of this Space. I am no language model: I look your question up in a guide to LLM \
            engineering, and in documents that you give me, and answer by quoting the best passages with their source.

            - Ask about the field: *What is a token?* *How does RAG work?* *When should I fine-tune?*
            - Ask about this Space: *How do I add an API key to LLM Space?* *How do I use llama3.2 in LLM Space?*
            - Let a tool work: *What is 15% of 80?* *What is the sentiment of: I love it* *How many tokens are in: hello world*

            For free conversation, writing or code, choose another model.""";
    private static final String WELCOME = "You are welcome. Ask me more whenever you like, for instance: *How do I choose a model?*";
    private static final String CANNOT_WRITE = """
            I cannot write, translate or draw: I am `guide`, the built-in model, and only quote documents and call tools. Choose a \
            language model for that: set the key of a provider in `.env`, or install Ollama and pull llama3.2, which needs no account.""";
    private static final String NOT_FOUND = """
            I don't find an answer to that in my documents. I am `guide`, the built-in model: I answer only from a guide to LLM \
            engineering and from documents that you give me, and look nothing up on the internet. Try other words, paste a document, or \
            choose another model.""";
    private static final String ENGLISH_ONLY = """
            I read English only: I am `guide`, the built-in model, and my documents are English. Please ask in English, or choose a \
            language model, which speaks many languages. (Ich verstehe nur Englisch. Je ne comprends que l'anglais. Solo entiendo inglés.)""";
    private static final String FAILED = "Error: ";
    private static final Pattern WORDS = Pattern.compile("(?:\\S+\\s*){1,6}");
    /// What the guide, which has no tokenizer, counts as a token: a word, a number or a mark.
    private static final Pattern TOKEN = Pattern.compile("\\p{L}+|\\p{N}+|[^\\s\\p{L}\\p{N}]");

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
                .map(message -> PastedShots.asked(message.text())).orElse("").strip();
        ChatMessage last = call.messages().getLast();
        if (last.role() == Role.TOOL) {
            return GuideIntents.toolAfter(question, String.valueOf(last.name()), last.text(), names(call))
                    .map(tool -> callTool(tool, call)).orElseGet(() -> say(told(call.messages()), call));
        }
        return GuideIntents.toolFor(question, before(call.messages()), names(call))
                .or(() -> GuideIntents.likeExamples(call.messages(), names(call))).map(tool -> callTool(tool, call))
                .orElseGet(() -> say(answer(question, call), call));
    }

    private static String answer(String question, ModelCall call) {
        if (question.isEmpty() || ABOUT_ITSELF.matcher(question).matches()) {
            return WHAT_IT_IS;
        }
        if (THANKS.matcher(question).matches()) {
            return WELCOME;
        }
        if (WRITING.matcher(question).matches()) {
            return CANNOT_WRITE;
        }
        if (call.evidence().isEmpty()) {
            return Language.isEnglish(question) ? NOT_FOUND : ENGLISH_ONLY;
        }
        return Quotation.of(call.messages(), call.evidence());
    }

    private static ModelStream callTool(ToolCall tool, ModelCall call) {
        return new Ready(List.of(new ModelEvent.CallTool(tool),
                new ModelEvent.End("tool_calls", usage(call, tool.function().arguments()), List.of())));
    }

    private static Usage usage(ModelCall call, String answer) {
        int asked = call.messages().stream().map(ChatMessage::text).mapToInt(Guide::tokens).sum();
        return Usage.of(asked, tokens(answer));
    }

    private static int tokens(String text) {
        return (int) TOKEN.matcher(text).results().count();
    }

    /// What was said before the last question.
    private static String before(List<ChatMessage> messages) {
        return messages.size() < 2 ? "" : messages.get(messages.size() - 2).text();
    }

    /// A tool's result as a sentence.
    private static String told(List<ChatMessage> messages) {
        String result = messages.getLast().text();
        if (result.startsWith(FAILED)) {
            return "That did not work: %s".formatted(result.substring(FAILED.length()));
        }
        return switch (String.valueOf(messages.getLast().name())) {
            case "calculator" -> "%s = **%s**".formatted(expression(messages), result);
            case "date_and_time" -> "It is %s.".formatted(result);
            case "sentiment" -> "The sentiment of the text: **%s**.".formatted(result);
            case "count_tokens" -> "The text has %s.".formatted(result);
            case "classify" -> "What fits best first: %s.".formatted(result);
            case "named_entities" -> result.lines().map(line -> result.contains(":") ? "- " + line : line)
                    .collect(Collectors.joining("\n"));
            default -> result;
        };
    }

    private static String expression(List<ChatMessage> messages) {
        List<ToolCall> calls = messages.get(messages.size() - 2).toolCalls();
        try {
            return calls.isEmpty() ? "The result"
                    : EventCodec.json().readTree(calls.getLast().function().arguments()).path("expression")
                            .asText("The result");
        } catch (JsonProcessingException e) {
            return "The result";
        }
    }

    /// The answer as far as the caller wants it.
    private static ModelStream say(String whole, ModelCall call) {
        String wanted = whole.substring(0, call.options().stop().stream().filter(stop -> !stop.isEmpty())
                .mapToInt(whole::indexOf).filter(at -> at >= 0).min().orElse(whole.length()));
        Integer most = call.options().maxTokens();
        int end = most == null ? wanted.length()
                : TOKEN.matcher(wanted).results().skip(most).findFirst().map(MatchResult::start).orElse(wanted.length());
        String answer = wanted.substring(0, end).stripTrailing();
        List<ModelEvent> events = new ArrayList<>();
        WORDS.matcher(answer).results().forEach(words -> events.add(new ModelEvent.Text(words.group())));
        events.add(new ModelEvent.End(end < wanted.length() ? "length" : "stop", usage(call, answer), List.of()));
        return new Ready(events);
    }

    private static List<String> names(ModelCall call) {
        return call.options().tools().stream().map(tool -> tool.at("/function/name").asText()).toList();
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
