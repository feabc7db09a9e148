package org.llmspace.web.mcp;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.web.call.CallStream;
import org.llmspace.web.call.Events;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;

import com.fasterxml.jackson.databind.ObjectMapper;

/// A tool's call while it runs: notifications of its progress if they were asked for, then its result.
final class ToolStream extends CallStream {

    private static final Duration FRAME = Duration.ofMillis(200);

    private final OpenCall call;
    private final OpenCalls calls;
    private final Request request;
    private final String space;
    private final ObjectMapper json;
    private String said = "";
    private int steps;

    /// @param space the address of the Space, with a slash at its end
    ToolStream(OpenCall call, OpenCalls calls, Request request, String space, ObjectMapper json) {
        super(call, calls);
        this.call = call;
        this.calls = calls;
        this.request = request;
        this.space = space;
        this.json = json;
    }

    @Override
    protected boolean say(Answer answer, OutputStream out) throws IOException {
        if (answer.ended()) {
            send(out, JsonRpc.result(request.id(), ToolResult.of(call, answer, space, json)));
            return true;
        }
        String now = progress(answer);
        if (request.progressToken().isMissingNode() || now.equals(said)) {
            return false;
        }
        said = now;
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("progressToken", request.progressToken());
        params.put("progress", ++steps);
        params.put("message", now);
        send(out, JsonRpc.notification("notifications/progress", params));
        return true;
    }

    @Override
    protected Duration frame() {
        return FRAME;
    }

    private String progress(Answer answer) {
        PipelineReply.Progress progress = answer.progress();
        if (answer.stage() == Answer.Stage.WAITING) {
            int rank = calls.rank(call);
            return rank == 0 ? "Waiting for a worker." : "In queue. %d before this call.".formatted(rank);
        }
        if (progress != null) {
            return "%s: %d %s%s".formatted(progress.description(), progress.done(), progress.unit(),
                    progress.total() == null ? "" : " of " + progress.total());
        }
        return answer.text().isEmpty() ? "Processing." : "%d characters so far.".formatted(answer.text().length());
    }

    private void send(OutputStream out, Object message) throws IOException {
        Events.send(out, "event: message\ndata: " + json.writeValueAsString(message) + "\n\n");
    }
}
