package org.llmspace.pipeline.hub;

/// Paths of files as the Hub names them; they are never trusted.
final class HubPath {

    private HubPath() {
    }

    /// Whether a file of that name stays inside its repository's folder.
    static boolean isSafe(String path) {
        if (path.isBlank() || path.length() > 500 || path.startsWith("/")
                || path.chars().anyMatch(c -> c < ' ' || c == '\\' || c == ':')) {
            return false;
        }
        for (String step : path.split("/", -1)) {
            if (step.isEmpty() || step.equals(".") || step.equals("..")) {
                return false;
            }
        }
        return true;
    }
}
