package org.llmspace.pipeline.hub;

import org.llmspace.pipeline.hub.HubException.Reason;
import org.llmspace.pipeline.hub.HubHttp.Answer;

/// What people are told when the Hub says no: how to get the model all the same.
final class HubRefusal {

    private HubRefusal() {
    }

    static HubException of(ModelName name, Answer answer, HubHttp http) {
        String code = answer.header("x-error-code").orElse("");
        String page = http.endpoint() + "/" + name.repository();
        if (code.equals("GatedRepo")) {
            return new HubException(Reason.FORBIDDEN,
                    "%s is gated: ask for access at %s, then set HF_TOKEN to a token of that account".formatted(name, page));
        }
        if (code.equals("RevisionNotFound")) {
            return new HubException(Reason.NOT_FOUND,
                    "%s has no revision %s; see %s/tree/main for its branches and tags".formatted(name.repository(),
                            name.revision(), page));
        }
        if (code.equals("RepoNotFound")) {
            return missing(name, page, http.hasToken());
        }
        return switch (answer.status()) {
            case 401 -> new HubException(Reason.FORBIDDEN,
                    http.hasToken() ? "The Hub does not take HF_TOKEN for %s; make a new token at %s/settings/tokens"
                            .formatted(name, http.endpoint())
                            : "The Hub wants to know who asks for %s: set HF_TOKEN, or check the name at %s".formatted(name,
                                    page));
            case 403 -> new HubException(Reason.FORBIDDEN,
                    "The account of HF_TOKEN may not read %s; ask for access at %s, and give the token the right to read it"
                            .formatted(name, page));
            case 429 -> new HubException(Reason.RATE_LIMITED,
                    "The Hub wants to be asked less (429) and gives no %s for now; try again in a few minutes%s".formatted(name,
                            http.hasToken() ? "" : ", or set HF_TOKEN, which allows more"));
            case 404, 410 -> missing(name, page, http.hasToken());
            default -> new HubException(Reason.UNREACHABLE,
                    "The Hub at %s answers with status %d when asked for %s; try again later, or check HF_ENDPOINT"
                            .formatted(http.endpoint(), answer.status(), name));
        };
    }

    private static HubException missing(ModelName name, String page, boolean hasToken) {
        return new HubException(Reason.NOT_FOUND, "The Hub has no model %s; check the name at %s, and for a private one %s"
                .formatted(name, page, hasToken ? "that HF_TOKEN may read it" : "set HF_TOKEN"));
    }
}
