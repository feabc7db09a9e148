package org.llmspace.local;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Arrays;

/// A service's own process: runs the service's main class, and stops it when the standard input ends.
///
/// The launcher holds the other end of the input, so its death, however sudden, leaves no service behind.
public final class ServiceMain {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private ServiceMain() {
    }

    /// Arguments: the service's main class, then that class' own arguments.
    public static void main(String[] args) throws Throwable {
        Thread.ofPlatform().daemon().name("launcher-watch").start(ServiceMain::stopAtEndOfInput);
        var service = Class.forName(args[0]).getMethod("main", String[].class);
        try {
            service.invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void stopAtEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // A broken pipe tells the same as its end.
        }
        Thread.ofPlatform().daemon().name("launcher-lost").start(() -> System.exit(0));
        try {
            Thread.sleep(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
