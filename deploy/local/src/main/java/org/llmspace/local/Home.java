package org.llmspace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The folder where a run keeps its data and its logs.
record Home(Path folder) {

    private static final long NEEDED_BYTES = 1L << 30;

    static Home open(Path folder) {
        try {
            Files.createDirectories(folder.resolve("logs"));
            Files.delete(Files.createTempFile(folder, "writable", ""));
            if (Files.getFileStore(folder).getUsableSpace() < NEEDED_BYTES) {
                throw new StartFailure("Less than 1 GiB is free in " + folder
                        + ": free some space or set LLMSPACE_HOME to another folder");
            }
            return new Home(folder);
        } catch (IOException e) {
            throw new StartFailure("Cannot write to " + folder
                    + ": change its permissions or set LLMSPACE_HOME to another folder");
        }
    }

    Path kafka() {
        return folder.resolve("kafka");
    }

    /// An empty log; the one of the run before is kept beside it with the ending `.1`.
    Path freshLog(String name) {
        var log = folder.resolve("logs").resolve(name + ".log");
        try {
            if (Files.exists(log)) {
                Files.move(log, log.resolveSibling(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            return log;
        } catch (IOException e) {
            throw new StartFailure("Cannot write the log " + log + ": change the permissions of its folder");
        }
    }
}
