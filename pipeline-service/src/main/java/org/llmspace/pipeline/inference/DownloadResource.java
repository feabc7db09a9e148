package org.llmspace.pipeline.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.pipeline.task.Failures;
import org.llmspace.pipeline.task.Pipelines;
import org.llmspace.pipeline.task.Stop;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;

/// Brings models of the Hub to this machine, as a stream of progress or as a state to look at now and then.
@Path("/")
@ApplicationScoped
@Consumes(MediaType.WILDCARD)
@Tag(name = "Models")
public class DownloadResource {

    private final Pipelines pipelines;

    public DownloadResource(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    /// Where a model is, how large, and how to get it.
    @GET
    @Path("models/{model: .+}")
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(summary = "Where a model is, how large, and how to get it")
    public Response describe(@PathParam("model") String model) {
        return answer(Response.Status.OK, () -> pipelines.describe(model));
    }

    /// Begins the download and returns; `GET /models/{model}` says how far it is.
    @POST
    @Path("models/{model: .+}/download")
    @Produces("application/json; qs=1")
    @RunOnVirtualThread
    @Operation(summary = "Begins a download and returns, or with `accept: text/event-stream` tells how far it is")
    public Response download(@PathParam("model") String model) {
        return answer(Response.Status.ACCEPTED, () -> pipelines.beginDownload(model));
    }

    /// Downloads and tells how far it is: the replies that Kafka would carry. The download goes on when nobody listens.
    @POST
    @Path("models/{model: .+}/download")
    @Produces("text/event-stream; qs=0.5")
    @Operation(summary = "Downloads a model and tells how far it is")
    public Multi<String> downloadStreamed(@PathParam("model") String model) {
        return Multi.createFrom()
                .emitter(replies -> Thread.ofVirtual().name("tells of " + model).start(() -> tell(model, replies)));
    }

    private void tell(String model, MultiEmitter<? super String> emitter) {
        Stop stop = new Stop();
        emitter.onTermination(stop::request);
        var call = new PipelineRequest.Call(model, new PipelineTask.DownloadModel());
        try (Stream<PipelineReply> replies = stop.during(() -> pipelines.run(call))) {
            stop.during(() -> {
                replies.forEach(reply -> emitter.emit(json(reply)));
                return model;
            });
        } catch (CancellationException e) {
            return; // nobody listens
        } catch (RuntimeException e) {
            emitter.emit(json(new PipelineReply.Failed(Failures.of(e))));
        }
        emitter.complete();
    }

    private static String json(PipelineReply reply) {
        return new String(EventCodec.encode(reply), UTF_8);
    }

    private static Response answer(Response.Status fine, Supplier<ModelDescription> description) {
        try {
            return HttpCalls.json(Response.status(fine), description.get());
        } catch (RuntimeException e) {
            Failure failure = Failures.of(e);
            return HttpCalls.failed(failure);
        }
    }
}
