package org.llmspace.pipeline.hub;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// A file of a repository at one commit.
///
/// @param etag names its content: the SHA-256 of a large file, git's SHA-1 of a small one
/// @param sizeBytes -1 if not known
record HubFile(String etag, long sizeBytes) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    HubFile {
        etag = bare(etag);
        if (!NAME.matcher(etag).matches() || etag.contains("..")) { // it becomes the name of a file
            throw new HubException(HubException.Reason.DAMAGED,
                    "The Hub names a file by an ETag that is none; check HF_ENDPOINT");
        }
    }

    /// As headers have it: in quotes, perhaps weak.
    private static String bare(String etag) {
        String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
        return strong.replace("\"", "").toLowerCase(Locale.ROOT);
    }

    boolean isSha256() {
        return isHex(64);
    }

    boolean isGitSha1() {
        return isHex(40);
    }

    private boolean isHex(int digits) {
        return etag.length() == digits && etag.chars().allMatch(HexFormat::isHexDigit);
    }
}
