package org.llmspace.local;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Keeps the children of a run alive until it is told to stop or one of them cannot be kept alive.
final class Supervisor {

    private final PrintStream out;
    private final List<Child> watched = new ArrayList<>();
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private volatile boolean stopping;

    Supervisor(PrintStream out) {
        this.out = out;
    }

    /// Starts children side by side and returns when all of them are ready.
    void start(List<? extends Child> children) throws InterruptedException {
        var begin = System.nanoTime();
        children.forEach(this::launch);
        for (var child : children) {
            if (!awaitReady(child)) {
                throw new StartFailure(failure.isDone() ? failure.join()
                        : child.name() + " did not become ready; read " + child.log());
            }
            say("%s is ready after %.1f s".formatted(child.name(), (System.nanoTime() - begin) / 1e9));
        }
    }

    /// Waits until a child is given up and returns the reason in one line.
    String awaitFailure() {
        return failure.join();
    }

    /// Stops the children, the last started first; those started together stop together.
    void stop() {
        List<Child> children;
        synchronized (this) {
            stopping = true;
            children = List.copyOf(watched);
        }
        var services = children.stream().filter(ServiceChild.class::isInstance)
                .map(child -> Thread.startVirtualThread(child::stop)).toList();
        for (var service : services) {
            join(service);
        }
        children.stream().filter(BrokerChild.class::isInstance).forEach(Child::stop);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Under the lock, so that nothing starts after `stop` has looked for what to stop.
    private void launch(Child child) {
        synchronized (this) {
            if (stopping) {
                return;
            }
            child.start();
            watched.add(child);
        }
        Thread.startVirtualThread(() -> watch(child));
    }

    /// A child that crashes while it starts gets the same new tries as one that crashes later.
    private boolean awaitReady(Child child) throws InterruptedException {
        var end = Instant.now().plus(Duration.ofMinutes(3));
        while (!failure.isDone() && !stopping && Instant.now().isBefore(end)) {
            if (child.awaitReady()) {
                return true;
            }
            Thread.sleep(200);
        }
        return false;
    }

    private void watch(Child child) {
        var backoff = new Backoff();
        try {
            while (true) {
                var code = child.awaitExit();
                if (stopping || !again(child, code, backoff)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean again(Child child, int code, Backoff backoff) throws InterruptedException {
        var delay = backoff.afterCrash(Instant.now());
        if (delay.isEmpty()) {
            failure.complete("%s ended %d times within %d minutes, the last time with code %d; read %s".formatted(
                    child.name(), Backoff.CRASHES, Backoff.WINDOW.toMinutes(), code, child.log()));
            return false;
        }
        say("%s ended with code %d and starts again in %d s; its log is %s".formatted(
                child.name(), code, delay.get().toSeconds(), child.log()));
        Thread.sleep(delay.get());
        return startAgain(child);
    }

    private synchronized boolean startAgain(Child child) {
        if (stopping) {
            return false;
        }
        try {
            child.start();
        } catch (IllegalStateException e) {
            // The process is gone again, which the next look at its exit code counts as a crash.
            say(child.name() + " did not start: " + e.getMessage());
        }
        return true;
    }

    private void say(String line) {
        out.println(line);
    }
}
