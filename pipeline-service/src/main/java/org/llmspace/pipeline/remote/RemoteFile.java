package org.llmspace.pipeline.remote;

import java.util.Base64;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.remote.RemoteException.Reason;

import com.fasterxml.jackson.databind.JsonNode;

/// An image or a recording that a provider made.
///
/// @param mediaType null if the provider does not say
public record RemoteFile(byte[] content, @Nullable String mediaType) {

    /// The bytes themselves, or JSON that has them or says where they are, in one of the shapes of the providers.
    static RemoteFile of(RouterHttp.Answer answer, RemoteModel model, RouterHttp http) {
        if (!answer.isJson()) {
            return file(answer);
        }
        JsonNode json = answer.json();
        for (String field : new String[] { "/data/0/b64_json", "/audio/b64_json", "/b64_json" }) {
            if (json.at(field).isTextual()) {
                return decoded(json.at(field).asText(), model);
            }
        }
        for (String field : new String[] { "/images/0/url", "/data/0/url", "/output/0", "/output", "/audio/url" }) {
            if (json.at(field).isTextual()) {
                return file(http.file(model.name(), json.at(field).asText()));
            }
        }
        throw new RemoteException(Reason.FAILED,
                "The provider of %s answers with something that is no file".formatted(model.name()));
    }

    private static RemoteFile file(RouterHttp.Answer answer) {
        String type = answer.contentType().split(";", 2)[0].strip();
        return new RemoteFile(answer.body(), type.isEmpty() || type.equals("application/octet-stream") ? null : type);
    }

    private static RemoteFile decoded(String base64, RemoteModel model) {
        try {
            return new RemoteFile(Base64.getDecoder().decode(base64), null);
        } catch (IllegalArgumentException e) {
            throw new RemoteException(Reason.FAILED, "The provider of %s answers with broken base64".formatted(model.name()),
                    e);
        }
    }
}
