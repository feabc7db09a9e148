package org.llmspace.web.endpoint;

import static java.util.Objects.requireNonNullElse;
import static org.llmspace.web.endpoint.Parameter.optional;
import static org.llmspace.web.endpoint.Parameter.required;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.Document;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.Shot;
import org.llmspace.contracts.chat.ToolUse;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.web.backend.NewCall;

/// A turn of conversation.
public final class ChatEndpoint implements Endpoint {

    /// The input that holds an image.
    public static final String IMAGE = "image";

    /// The input that names the conversation that chat-service keeps.
    public static final String CONVERSATION = "conversation";

    /// The input that says which kept message a turn follows; without it, nothing is kept.
    public static final String PARENT = "parent";

    private static final List<Parameter> PARAMETERS = List.of(
            required("message", "Message", new Widget.Textbox(1, "Ask anything about building with language models"),
                    "What is retrieval-augmented generation?"),
            optional("model", "Model", new Widget.ModelChoice(), "")
                    .withInfo("provider/model; empty means the Space's own choice"),
            optional("system_prompt", "System prompt", new Widget.Textbox(3, "You are a patient teacher."), "")
                    .withInfo("Tells the model who it is and how to answer."),
            optional("documents", "Documents", new Widget.Textbox(6, "Paste text here"), "")
                    .withInfo("Text to answer from; the answer quotes it and says where."),
            optional("temperature", "Temperature", new Widget.Slider(0, 2, 0.1), null)
                    .withInfo("0 is the most predictable. Empty means the model's own."),
            optional("max_tokens", "Maximum tokens", new Widget.Number(1), null)
                    .withInfo("Where the answer is cut off. Empty means the model's own."),
            optional("examples", "Examples for the model", new Widget.Textbox(3, "great food => positive"), "")
                    .withInfo("One a line, question => answer. One is one-shot, several are multi-shot."),
            optional("tools", "Tools", new Widget.Choice(List.of("", "off", "auto", "agent")), "")
                    .withInfo("auto: the model calls tools when it wants to; agent: it makes a plan first."),
            optional("document_ids", "Kept documents", new Widget.Texts(1, "*"), "")
                    .withInfo("Ids of documents to answer from, separated by commas; * means all."),
            optional(IMAGE, "Image", new Widget.Image(), null).withInfo("An image to look at; for models that can see."));

    private static final List<Example> EXAMPLES = List.of(
            ask("What is retrieval-augmented generation, and when does it help?"),
            ask("How do I choose between a frontier model and a local one?"),
            ask("What does the temperature of a model change?"),
            ask("Why are tokens not words?"));

    @Override
    public String name() {
        return "chat";
    }

    @Override
    public String title() {
        return "Chat";
    }

    @Override
    public String description() {
        return "Answers a message, remembering what was said before in the same session.";
    }

    @Override
    public List<Parameter> parameters() {
        return PARAMETERS;
    }

    @Override
    public List<Return> returns() {
        return List.of(new Return("Response", new Widget.Markdown()));
    }

    @Override
    public List<Example> examples() {
        return EXAMPLES;
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public boolean remembers() {
        return true;
    }

    @Override
    public NewCall.Request request(Inputs inputs, List<Exchange> past) {
        return new NewCall.Request.Chat(turn(inputs, past));
    }

    static ChatRequest.Turn turn(Inputs inputs, List<Exchange> past) {
        List<ChatMessage> messages = new ArrayList<>();
        inputs.textIfAny("system_prompt").ifPresent(text -> messages.add(ChatMessage.of(Role.SYSTEM, text)));
        String parent = inputs.textIfAny(PARENT).orElse(null);
        String conversation = parent == null ? null : inputs.textIfAny(CONVERSATION).orElse(null);
        if (conversation == null) {
            for (Exchange exchange : past) {
                messages.add(ChatMessage.user(exchange.question()));
                messages.add(ChatMessage.of(Role.ASSISTANT, exchange.answer()));
            }
        }
        messages.add(question(inputs));
        List<Document> documents = inputs.textIfAny("documents").map(text -> new Document("Your text", text)).stream()
                .toList();
        return new ChatRequest.Turn(inputs.textIfAny("model").orElse(null), conversation,
                conversation == null ? null : parent, messages, options(inputs), documents,
                requireNonNullElse(inputs.textsIfAny("document_ids"), List.of()),
                shots(inputs), null, tools(inputs), inputs.textIfAny(ChatTaskEndpoint.OWNER).orElse(null), Map.of());
    }

    @Override
    public List<@Nullable Object> values(Answer answer, Inputs inputs) {
        return answer.attempt() == 0 ? List.of() : List.of(answer.text());
    }

    private static ChatMessage question(Inputs inputs) {
        Content text = new Content.Text(inputs.text("message"));
        Optional<Content> image = inputs.node(IMAGE).filter(node -> node.isObject() || !node.asText().isBlank())
                .map(node -> image(inputs.media(IMAGE)));
        return new ChatMessage(Role.USER, Stream.concat(Stream.of(text), image.stream()).toList(), null, List.of(), null);
    }

    /// Providers fetch nothing from the Space, so the image itself goes along.
    private static Content image(Media image) {
        byte[] data = image.data();
        if (data == null) {
            throw new InvalidInputException(IMAGE,
                    "'image' is larger than %d bytes; send a smaller one".formatted(Media.MAX_INLINE_BYTES));
        }
        String type = requireNonNullElse(image.mediaType(), "");
        if (!type.startsWith("image/")) {
            throw new InvalidInputException(IMAGE,
                    "'image' must be a file that was sent, a URL or a data: URL of a PNG, JPEG, GIF or WebP");
        }
        return new Content.Image(
                new Content.ImageUrl("data:%s;base64,%s".formatted(type, Base64.getEncoder().encodeToString(data)), null));
    }

    /// @throws InvalidInputException if a line has no arrow
    static List<Shot> shots(Inputs inputs) {
        return inputs.textIfAny("examples").stream().flatMap(String::lines).filter(line -> !line.isBlank())
                .map(ChatEndpoint::shot).toList();
    }

    private static Shot shot(String line) {
        int arrow = line.indexOf("=>");
        if (arrow < 1 || line.substring(arrow + 2).isBlank()) {
            throw new InvalidInputException("examples",
                    "Each line of 'examples' is a question and an answer with => between them, not '%s'".formatted(line));
        }
        return new Shot(line.substring(0, arrow).strip(), line.substring(arrow + 2).strip());
    }

    private static @Nullable ToolUse tools(Inputs inputs) {
        return inputs.textIfAny("tools").map(mode -> new ToolUse(switch (mode) {
            case "off" -> ToolUse.Mode.OFF;
            case "auto" -> ToolUse.Mode.AUTO;
            case "agent" -> ToolUse.Mode.AGENT;
            default -> throw new InvalidInputException("tools", "'tools' must be off, auto or agent, not '%s'".formatted(mode));
        }, List.of())).orElse(null);
    }

    private static GenerationOptions options(Inputs inputs) {
        Double temperature = inputs.number("temperature");
        Double maxTokens = inputs.number("max_tokens");
        if (temperature != null && (temperature < 0 || temperature > 2)) {
            throw new InvalidInputException("temperature", "'temperature' must be between 0 and 2");
        }
        if (maxTokens != null && maxTokens < 1) {
            throw new InvalidInputException("max_tokens", "'max_tokens' must be at least 1");
        }
        return new GenerationOptions(temperature, null, maxTokens == null ? null : maxTokens.intValue(), List.of(), null,
                null, null, List.of(), null, null, null, null, Map.of());
    }

    private static Example ask(String question) {
        return new Example(question, Map.of("message", question));
    }
}
