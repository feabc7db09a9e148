package org.llmspace.contracts.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.llmspace.contracts.Cancel;
import org.llmspace.contracts.Topics;

/// The calls that were cancelled: stops those that run here and remembers the others for a while, in case their request
/// is still on its way.
public final class Cancellations implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Cancellations.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(15);

    private final ExpiringMap<String, Boolean> cancelled = new ExpiringMap<>(REMEMBERED, 100_000);
    private final Map<String, Runnable> running = new ConcurrentHashMap<>();
    private final TopicReader reader;

    public Cancellations(Map<String, ?> kafka) {
        this.reader = new TopicReader(kafka, List.of(Topics.CONTROL), REMEMBERED, this::read).start();
    }

    public boolean isCancelled(String call) {
        return cancelled.containsKey(call);
    }

    /// Registers what stops a call that begins to run; it is run at once if the call is cancelled already.
    public Registration register(String call, Runnable stop) {
        running.put(call, stop);
        if (isCancelled(call)) {
            stop.run();
        }
        return () -> running.remove(call, stop);
    }

    public TopicReader reader() {
        return reader;
    }

    @Override
    public void close() {
        reader.close();
    }

    private void read(ConsumerRecord<String, byte[]> received) {
        try {
            String call = EventCodec.decode(received, Cancel.class).data().call();
            cancelled.put(call, true);
            Runnable stop = running.get(call);
            if (stop != null) {
                stop.run();
            }
        } catch (UndecodableEventException | InvalidEventException e) {
            LOG.warnf("a record on %s is passed over: %s", Topics.CONTROL, e.getMessage());
        }
    }

    /// Ends a registration.
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
