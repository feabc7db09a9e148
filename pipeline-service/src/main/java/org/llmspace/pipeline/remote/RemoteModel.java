package org.llmspace.pipeline.remote;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// A model by the name `remote/org/name[:provider]`.
///
/// @param repository its name on the Hub
/// @param provider who shall run it; null means whoever can
public record RemoteModel(String repository, @Nullable String provider) {

    private static final String PREFIX = "remote/";
    private static final String NAME = "[A-Za-z0-9][\\w.-]{0,95}(/[A-Za-z0-9][\\w.-]{0,95})?";

    /// Empty if the name does not begin with `remote/`.
    ///
    /// @throws RemoteException if what follows is no model's name
    public static Optional<RemoteModel> named(String name) {
        if (!name.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String rest = name.substring(PREFIX.length());
        int colon = rest.lastIndexOf(':');
        String repository = colon < 0 ? rest : rest.substring(0, colon);
        String provider = colon < 0 ? null : rest.substring(colon + 1);
        if (!repository.matches(NAME) || repository.contains("..")
                || provider != null && !provider.matches("[a-z0-9-]{1,40}")) {
            throw new RemoteException(RemoteException.Reason.NOT_FOUND,
                    "'%s' is no model name; use remote/org/name or remote/org/name:provider"
                            .formatted(name.length() > 100 ? name.substring(0, 100) + "..." : name));
        }
        return Optional.of(new RemoteModel(repository, provider));
    }

    /// The same model where nobody said who shall run it.
    public static RemoteModel of(String repository) {
        return new RemoteModel(repository, null);
    }

    /// As calls and replies name it.
    public String name() {
        return PREFIX + repository + (provider == null ? "" : ":" + provider);
    }
}
