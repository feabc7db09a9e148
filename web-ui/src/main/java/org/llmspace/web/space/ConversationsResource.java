package org.llmspace.web.space;

import static java.util.Objects.requireNonNullElse;
import static org.llmspace.web.space.Responses.page;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.Role;
import org.llmspace.web.backend.BackendUnavailableException;
import org.llmspace.web.call.TooManyCallsException;
import org.llmspace.web.endpoint.ChatTaskEndpoint;
import org.llmspace.web.words.Words;

import io.smallrye.common.annotation.RunOnVirtualThread;

/// The conversations that chat-service keeps for a browser: for pages without script, and for the next browser that has the
/// same cookie.
@Path("/conversations")
@RunOnVirtualThread
public class ConversationsResource {

    private final ChatTasks tasks;
    private final Frames frames;
    private final SpaceForms forms;

    ConversationsResource(ChatTasks tasks, Frames frames, SpaceForms forms) {
        this.tasks = tasks;
        this.frames = frames;
        this.forms = forms;
    }

    /// @param query words that all conversations shown say
    @GET
    @Produces(Responses.HTML)
    public Response list(@QueryParam("q") @Nullable String query, @Context HttpHeaders headers)
            throws InterruptedException {
        String words = requireNonNullElse(query, "").strip();
        Kept kept = kept(headers, words);
        return page(Pages.conversations(frames.of("chat", headers), kept.conversations(), words, kept.problem()));
    }

    @GET
    @Path("all")
    @Produces(MediaType.APPLICATION_JSON)
    public List<ChatResult.KeptConversation> all(@QueryParam("q") @Nullable String query, @Context HttpHeaders headers)
            throws InterruptedException {
        return kept(headers, requireNonNullElse(query, "").strip()).conversations();
    }

    /// Its newest branch, to go on with.
    @GET
    @Path("{id}")
    @Produces(Responses.HTML)
    public Response read(@PathParam("id") String id, @Context HttpHeaders headers) throws InterruptedException {
        Frame frame = frames.of("chat", headers);
        ChatTasks.Outcome found = ask(ChatTaskEndpoint.CONVERSATION, headers, Map.of("id", id));
        return found.as(ChatResult.Conversation.class)
                .map(conversation -> page(Pages.chat(frame, forms.kept(id, exchanges(conversation)))))
                .orElseGet(() -> page(404, Pages.problem(frame, Words.say("no_conversation"), found.problem())));
    }

    @POST
    @Path("{id}/rename")
    @Produces(Responses.HTML)
    public Response rename(@PathParam("id") String id, @FormParam("title") @Nullable String title,
            @Context HttpHeaders headers) throws InterruptedException {
        return done(ask(ChatTaskEndpoint.RENAME, headers, Map.of("id", id, "title", requireNonNullElse(title, ""))), headers);
    }

    @POST
    @Path("{id}/delete")
    @Produces(Responses.HTML)
    public Response delete(@PathParam("id") String id, @Context HttpHeaders headers) throws InterruptedException {
        return done(ask(ChatTaskEndpoint.DELETE_CONVERSATION, headers, Map.of("id", id)), headers);
    }

    private Response done(ChatTasks.Outcome outcome, HttpHeaders headers) {
        return outcome.problem().isEmpty() ? Response.seeOther(URI.create(frames.root() + "conversations")).build()
                : page(404, Pages.problem(frames.of("chat", headers), Words.say("not_done"), outcome.problem()));
    }

    private record Kept(List<ChatResult.KeptConversation> conversations, String problem) {
    }

    private Kept kept(HttpHeaders headers, String query) throws InterruptedException {
        ChatTasks.Outcome found = ask(ChatTaskEndpoint.CONVERSATIONS, headers, Map.of("query", query));
        return new Kept(found.as(ChatResult.Conversations.class).map(ChatResult.Conversations::conversations)
                .orElse(List.of()), found.problem());
    }

    /// A browser without a name has kept nothing, and must not see what others have.
    private ChatTasks.Outcome ask(ChatTaskEndpoint task, HttpHeaders headers, Map<String, String> inputs)
            throws InterruptedException {
        try {
            return tasks.ask(task, frames.owner(headers), inputs);
        } catch (TooManyCallsException | BackendUnavailableException e) {
            return new ChatTasks.Outcome(Optional.empty(), Responses.message(e));
        }
    }

    /// Questions with their answers, from the first to the newest message.
    private static List<SpaceForms.Exchanged> exchanges(ChatResult.Conversation conversation) {
        Map<String, ChatResult.KeptMessage> byId = new HashMap<>();
        conversation.messages().forEach(message -> byId.put(message.id(), message));
        List<ChatResult.KeptMessage> path = new ArrayList<>();
        ChatResult.KeptMessage at = conversation.messages().isEmpty() ? null : conversation.messages().getLast();
        while (at != null) {
            path.add(at);
            at = at.parent() == null ? null : byId.get(at.parent());
        }
        List<SpaceForms.Exchanged> exchanges = new ArrayList<>();
        String question = "";
        for (ChatResult.KeptMessage message : path.reversed()) {
            if (message.message().role() == Role.USER) {
                question = message.message().text();
            } else if (message.message().role() == Role.ASSISTANT && !message.message().text().isBlank()) {
                exchanges.add(new SpaceForms.Exchanged(question, message.message().text(), message.id()));
            }
        }
        return exchanges;
    }
}
