package org.llmspace.pipeline.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.hub.HubException.Reason;
import org.llmspace.pipeline.hub.HubHttp.Answer;

/// Downloads one file: goes on where an earlier download was cut, and keeps it only if it is what was announced.
final class BlobDownload {

    /// Tries in a row that bring nothing new.
    private static final int MAX_IDLE_TRIES = 4;
    private static final int BUFFER = 1 << 16;

    private final HubHttp http;
    private final Duration silence;
    private final DownloadProgress progress;
    private final Function<Answer, HubException> refusal;

    /// @param refusal what people are told when the Hub does not give the file
    BlobDownload(HubHttp http, Duration silence, DownloadProgress progress, Function<Answer, HubException> refusal) {
        this.http = http;
        this.silence = silence;
        this.progress = progress;
        this.refusal = refusal;
    }

    /// @param blob where the file is wanted; what is not yet complete is kept beside it
    /// @throws HubException if the Hub does not give it, or something else
    /// @throws IOException if the blob cannot be written
    void run(URI address, HubFile file, Path blob) throws IOException {
        Path incomplete = blob.resolveSibling(blob.getFileName() + ".incomplete");
        Files.createDirectories(blob.getParent());
        fetch(address, file, incomplete);
        if (!isWhatWasAnnounced(file, incomplete)) {
            Files.delete(incomplete); // what an earlier download left may have been wrong
            fetch(address, file, incomplete);
        }
        if (!isWhatWasAnnounced(file, incomplete)) {
            Files.delete(incomplete);
            throw new HubException(Reason.DAMAGED,
                    "What came from %s is not what the Hub announced; try again, or check the proxy or mirror on the way"
                            .formatted(address));
        }
        Files.move(incomplete, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void fetch(URI address, HubFile file, Path incomplete) throws IOException {
        long have = size(incomplete);
        if (file.sizeBytes() >= 0 && have > file.sizeBytes()) {
            Files.delete(incomplete);
            have = 0;
        }
        int idle = 0;
        while (file.sizeBytes() < 0 || have < file.sizeBytes() || !Files.exists(incomplete)) {
            try {
                if (more(address, file, incomplete, have)) {
                    return;
                }
            } catch (Cut e) {
                if (size(incomplete) <= have && ++idle == MAX_IDLE_TRIES) {
                    throw http.unreachable(e);
                }
                HubHttp.pause(Duration.ofMillis(300L << idle));
            }
            have = size(incomplete);
        }
    }

    /// @return whether the file ended as the Hub said
    /// @throws Cut if the connection broke or the Hub stumbled
    private boolean more(URI address, HubFile file, Path incomplete, long have) throws IOException {
        try (Answer answer = ask(address, have)) {
            int status = answer.status();
            if (answer.mayGetBetter()) {
                answer.retryAfter().ifPresent(HubHttp::pause);
                throw new Cut("status " + status, null);
            }
            if (status == 416) {
                Files.delete(incomplete);
                return false;
            }
            if (!answer.isFine()) {
                throw refusal.apply(answer);
            }
            boolean goesOn = status == 206 && startsAt(answer, have);
            if (status == 206 && !goesOn) {
                Files.delete(incomplete);
                return false;
            }
            copy(answer, file, incomplete, goesOn ? have : 0);
            return true;
        }
    }

    private Answer ask(URI address, long have) throws Cut {
        try {
            return http.getOnce(address, have > 0 ? Map.of("range", "bytes=" + have + "-") : Map.of());
        } catch (IOException e) {
            throw new Cut(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean startsAt(Answer answer, long have) {
        return answer.header("content-range").map(range -> range.startsWith("bytes " + have + "-")).orElse(false);
    }

    private void copy(Answer answer, HubFile file, Path incomplete, long from) throws IOException {
        StandardOpenOption how = from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        long at = from;
        progress.at(at);
        try (OutputStream out = Files.newOutputStream(incomplete, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
                SilenceWatch watch = new SilenceWatch(answer.body(), silence)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = read(answer, buffer); read >= 0; read = read(answer, buffer)) {
                out.write(buffer, 0, read);
                at += read;
                progress.at(at);
                watch.heard();
                if (file.sizeBytes() >= 0 && at > file.sizeBytes()) {
                    return; // too much; the check says so
                }
            }
        }
        if (at < file.sizeBytes()) {
            throw new Cut("the connection was cut", null);
        }
    }

    private static int read(Answer answer, byte[] buffer) throws Cut {
        try {
            return answer.body().read(buffer);
        } catch (IOException e) {
            throw new Cut("the connection was cut", e);
        }
    }

    private static boolean isWhatWasAnnounced(HubFile file, Path path) throws IOException {
        if (file.sizeBytes() >= 0 && size(path) != file.sizeBytes()) {
            return false;
        }
        if (file.isSha256()) {
            return digest(algorithm("SHA-256"), path).equals(file.etag());
        }
        if (file.isGitSha1()) {
            MessageDigest sha1 = algorithm("SHA-1");
            sha1.update(("blob " + size(path) + "\0").getBytes(US_ASCII));
            return digest(sha1, path).equals(file.etag());
        }
        return true;
    }

    private static String digest(MessageDigest digest, Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static long size(Path path) throws IOException {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /// A connection that ended early, as opposed to a disk that cannot be written.
    private static final class Cut extends IOException {

        private static final long serialVersionUID = 1;

        Cut(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private static MessageDigest algorithm(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has them
        }
    }
}
