package org.llmspace.web.space;

import static java.util.Objects.requireNonNullElse;
import static org.llmspace.web.space.Responses.page;
import static org.llmspace.web.space.Responses.wantsJson;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.ws.rs.Consumes;
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

import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.web.backend.BackendUnavailableException;
import org.llmspace.web.backend.RequestTooLargeException;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.call.TooManyCallsException;
import org.llmspace.web.endpoint.ChatTaskEndpoint;
import org.llmspace.web.endpoint.InvalidInputException;
import org.llmspace.web.guard.FilePass;
import org.llmspace.web.upload.Uploads;
import org.llmspace.web.words.Words;

import io.smallrye.common.annotation.RunOnVirtualThread;

/// The page of the documents that a person has given, and the passages that are found in them.
@Path("/documents")
@RunOnVirtualThread
public class DocumentsResource {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(3);
    private static final int LOOK_AGAIN_SECONDS = 3;

    private final OpenCalls calls;
    private final CallViews views;
    private final ChatTasks tasks;
    private final Frames frames;
    private final SentForms sent;
    private final FilePass passes;

    DocumentsResource(OpenCalls calls, CallViews views, ChatTasks tasks, Frames frames, SentForms sent,
            FilePass passes) {
        this.calls = calls;
        this.views = views;
        this.tasks = tasks;
        this.frames = frames;
        this.sent = sent;
        this.passes = passes;
    }

    /// @param adding calls that take documents in
    /// @param query what to look for in all documents
    @GET
    @Produces(Responses.HTML)
    public Response documents(@QueryParam("call") List<String> adding, @QueryParam("q") @Nullable String query,
            @Context HttpHeaders headers) throws InterruptedException {
        String owner = frames.owner(headers);
        DocumentsPage shown = shown(owner, adding, requireNonNullElse(query, "").strip(), "");
        Frame frame = frames.of("documents", headers);
        return Owners.remember(page(Pages.documents(shown.open() ? frame.refreshing(LOOK_AGAIN_SECONDS) : frame, shown)),
                owner, frames.root());
    }

    /// Takes in files, a web address or a text; with script, the answer is the calls that do it.
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces({ Responses.HTML, MediaType.APPLICATION_JSON })
    public Response add(MultipartFormDataInput form, @Context HttpHeaders headers) throws InterruptedException {
        String owner = frames.owner(headers);
        try {
            List<Map<String, String>> documents = given(form);
            if (documents.isEmpty()) {
                throw new InvalidInputException("file", Words.say("choose_document"));
            }
            List<OpenCall> adding = new ArrayList<>();
            for (Map<String, String> document : documents) {
                adding.add(tasks.open(ChatTaskEndpoint.INGEST, owner, document));
            }
            Response answer = wantsJson(headers)
                    ? Response.ok(Map.of("calls", adding.stream().map(OpenCall::id).toList())).build()
                    : wait(adding);
            return Owners.remember(answer, owner, frames.root());
        } catch (InvalidInputException | RequestTooLargeException | TooManyCallsException
                | BackendUnavailableException e) {
            DocumentsPage shown = shown(owner, List.of(), "", Responses.message(e));
            return Responses.refused(e, headers, _ -> Pages.documents(frames.of("documents", headers), shown));
        }
    }

    @POST
    @Path("{id}/delete")
    @Produces(Responses.HTML)
    public Response delete(@PathParam("id") String id, @Context HttpHeaders headers) throws InterruptedException {
        String owner = frames.owner(headers);
        ChatTasks.Outcome done = tasks.ask(ChatTaskEndpoint.DELETE_DOCUMENT, owner, Map.of("id", id));
        return done.problem().isEmpty() ? Response.seeOther(URI.create(frames.root() + "documents")).build()
                : page(404, Pages.documents(frames.of("documents", headers), shown(owner, List.of(), "", done.problem())));
    }

    /// A passage with what stands around it.
    @GET
    @Path("passage")
    @Produces(Responses.HTML)
    public Response passage(@QueryParam("id") @Nullable String id, @Context HttpHeaders headers)
            throws InterruptedException {
        Frame frame = frames.of("documents", headers);
        ChatTasks.Outcome found = tasks.ask(ChatTaskEndpoint.PASSAGE, frames.owner(headers),
                Map.of("id", requireNonNullElse(id, "")));
        return found.as(ChatResult.Passage.class).map(passage -> page(Pages.passage(frame, passage)))
                .orElseGet(() -> page(404, Pages.problem(frame, Words.say("no_passage_there"), found.problem())));
    }

    private Response wait(List<OpenCall> adding) throws InterruptedException {
        for (OpenCall call : adding) {
            calls.awaitEnd(call, PATIENCE);
        }
        return Response.seeOther(URI.create(frames.root() + "documents?"
                + adding.stream().map(call -> "call=" + call.id()).collect(Collectors.joining("&")))).build();
    }

    /// What a form gives, each as the inputs of a call.
    private List<Map<String, String>> given(MultipartFormDataInput form) {
        List<Map<String, String>> documents = new ArrayList<>();
        for (String path : sent.files(form, "file")) {
            documents.add(Map.of("name", path.substring(path.indexOf('/') + 1), "url",
                    "/" + Uploads.urlOf(path) + passes.of(path)));
        }
        Map<String, String> values = sent.values(form);
        String url = values.getOrDefault("url", "").strip();
        if (!url.isEmpty()) {
            documents.add(Map.of("name", url, "url", url));
        }
        String text = values.getOrDefault("text", "");
        if (!text.isBlank()) {
            documents.add(Map.of("name", name(values.getOrDefault("name", "")), "text", text));
        }
        return documents;
    }

    private static String name(String given) {
        String bare = given.isBlank() ? Words.say("a_text") : given.strip();
        return bare.matches(".*\\.\\w{1,5}") ? bare : bare + ".md";
    }

    private DocumentsPage shown(String owner, List<String> adding, String query, String error) throws InterruptedException {
        List<CallView> open = new ArrayList<>();
        for (String id : adding) {
            calls.await(id, KNOWN_WITHIN).map(views::of).ifPresent(open::add);
        }
        try {
            ChatTasks.Outcome kept = tasks.ask(ChatTaskEndpoint.DOCUMENTS, owner, Map.of());
            List<ChatResult.KeptDocument> documents = kept.as(ChatResult.Documents.class)
                    .map(ChatResult.Documents::documents).orElse(List.of()).stream()
                    .sorted(Comparator.comparing(ChatResult.KeptDocument::at).reversed()).toList();
            List<Citation> passages = query.isEmpty() ? List.of()
                    : tasks.ask(ChatTaskEndpoint.SEARCH, owner, Map.of("query", query)).as(ChatResult.Passages.class)
                            .map(ChatResult.Passages::passages).orElse(List.of());
            return new DocumentsPage(documents, open, query, passages, error.isEmpty() ? kept.problem() : error);
        } catch (TooManyCallsException | BackendUnavailableException e) {
            return new DocumentsPage(List.of(), open, query, List.of(), Responses.message(e));
        }
    }
}
