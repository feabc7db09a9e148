package org.llmspace.web.gradio;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.llmspace.web.call.CallFigures;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoints;

/// How the calls of each endpoint went lately, in the words of Gradio's own API page.
@Path("/{prefix: (gradio_api/)?}monitoring/summary")
public class GradioMonitoring {

    private final Endpoints endpoints;
    private final OpenCalls calls;

    GradioMonitoring(Endpoints endpoints, OpenCalls calls) {
        this.endpoints = endpoints;
        this.calls = calls;
    }

    @GET
    public Map<String, Object> summary() {
        Map<String, CallFigures> figures = calls.figures();
        Map<String, Object> functions = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints.all()) {
            CallFigures of = figures.get(endpoint.name());
            if (of != null) {
                functions.put(endpoint.name(), function(of));
            }
        }
        return Map.of("functions", functions);
    }

    private static Map<String, Object> function(CallFigures of) {
        Map<String, Object> percentiles = new LinkedHashMap<>();
        percentiles.put("50th", of.percentile(50));
        percentiles.put("90th", of.percentile(90));
        percentiles.put("99th", of.percentile(99));
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("success_rate", of.successful());
        function.put("process_time_percentiles", percentiles);
        function.put("total_requests", of.total());
        return function;
    }
}
