package org.llmspace.local;

import java.nio.file.Path;

/// A process that the launcher keeps running: started, watched, started again after a crash, stopped at the end.
interface Child {

    /// One word for the lines on the terminal.
    String name();

    /// Where its output goes.
    Path log();

    /// Starts the process, for the first time or again.
    void start();

    /// Waits for the end of the process and returns its exit code.
    int awaitExit() throws InterruptedException;

    /// Waits until it answers; false when its process ended first or its time is over.
    boolean awaitReady() throws InterruptedException;

    /// Stops the process gracefully, by force if that takes too long.
    void stop();
}
