package org.llmspace.web.call;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Wakes one waiting stream; rings that come while nobody waits become one.
public final class Bell implements Runnable {

    private final Semaphore rings = new Semaphore(0);

    @Override
    public void run() {
        if (rings.availablePermits() == 0) {
            rings.release();
        }
    }

    /// Waits for a ring, at most for some time.
    public void await(Duration atMost) throws InterruptedException {
        if (rings.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            rings.drainPermits();
        }
    }
}
