package org.llmspace.web.space;

import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;
import org.llmspace.web.endpoint.Inputs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Shows calls.
@ApplicationScoped
public class CallViews {

    private final OpenCalls calls;
    private final ObjectMapper json;

    CallViews(OpenCalls calls, ObjectMapper json) {
        this.calls = calls;
        this.json = json;
    }

    CallView of(OpenCall call) {
        return of(call, call.answer());
    }

    CallView of(OpenCall call, Answer answer) {
        return CallView.of(call.id(), answer, Inputs.ofForm(inputs(call)),
                answer.stage() == Answer.Stage.WAITING ? calls.rank(call) : 0);
    }

    /// What was asked, by field name.
    Map<String, String> inputs(OpenCall call) {
        Map<String, String> inputs = new LinkedHashMap<>();
        try {
            json.readTree(call.input().orElse("{}")).properties().forEach(field -> inputs.put(field.getKey(),
                    field.getValue().isValueNode() ? field.getValue().asText() : field.getValue().toString()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        return inputs;
    }
}
