package org.llmspace.pipeline.hub;

import java.util.regex.Pattern;

/// A model's name as on the Hub: `org/name`, with a branch, tag or commit after `@`.
public record ModelName(String repository, String revision) {

    public static final String MAIN = "main";
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9][\\w.-]{0,95}(/[A-Za-z0-9][\\w.-]{0,95})?");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][\\w./-]{0,199}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    public ModelName {
        if (!REPOSITORY.matcher(repository).matches() || repository.contains("..")) {
            throw new IllegalArgumentException(
                    "'%s' is no model name; use org/name or org/name@revision".formatted(shortened(repository)));
        }
        if (!REVISION.matcher(revision).matches() || revision.contains("..")) {
            throw new IllegalArgumentException(
                    "'%s' is no revision; use a branch, a tag or a commit".formatted(shortened(revision)));
        }
    }

    public static ModelName parse(String name) {
        int at = name.indexOf('@');
        return at < 0 ? new ModelName(name, MAIN) : new ModelName(name.substring(0, at), name.substring(at + 1));
    }

    /// Whether the revision is a commit, whose files never change.
    public boolean isCommit() {
        return COMMIT.matcher(revision).matches();
    }

    @Override
    public String toString() {
        return revision.equals(MAIN) ? repository : repository + "@" + revision;
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
