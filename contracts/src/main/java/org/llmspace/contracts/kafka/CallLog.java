package org.llmspace.contracts.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.llmspace.contracts.EventTypes;

/// What the replies topic says about each call: how many attempts were begun, and whether it has ended. A worker that
/// gets a request again, after a crash or a rebalance, learns here what to do.
public final class CallLog implements AutoCloseable {

    private static final int CALLS = 200_000;

    private record Known(int attempts, boolean ended) {
    }

    private final ExpiringMap<String, Known> calls;
    private final Set<String> endings;
    private final TopicReader reader;

    /// @param lookBack how long a request can lie before it is taken, at most
    /// @param endings the replies that end a call
    public CallLog(Map<String, ?> kafka, String topic, Duration lookBack, Class<?>... endings) {
        this.calls = new ExpiringMap<>(lookBack, CALLS);
        this.endings = Stream.of(endings).map(EventTypes::of).collect(Collectors.toUnmodifiableSet());
        this.reader = new TopicReader(kafka, List.of(topic), lookBack, this::read).start();
    }

    public boolean ended(String call) {
        Known known = calls.get(call);
        return known != null && known.ended();
    }

    /// The number of the attempt that a worker begins now; it is counted from here on.
    public synchronized int nextAttempt(String call) {
        Known known = calls.get(call);
        int attempt = known == null ? 1 : known.attempts() + 1;
        calls.put(call, new Known(attempt, false));
        return attempt;
    }

    /// Notes an ending before it comes back over the topic.
    public synchronized void end(String call) {
        note(call, 0, true);
    }

    public TopicReader reader() {
        return reader;
    }

    @Override
    public void close() {
        reader.close();
    }

    private synchronized void read(ConsumerRecord<String, byte[]> received) {
        Headers headers = received.headers();
        String call = EventHeaders.call(headers);
        String type = EventHeaders.text(headers, "ce_type");
        int attempt = EventHeaders.position(headers).attempt();
        if (call != null && type != null && attempt > 0) {
            note(call, attempt, endings.contains(type));
        }
    }

    private void note(String call, int attempt, boolean ended) {
        Known known = calls.get(call);
        if (known == null) {
            calls.put(call, new Known(attempt, ended));
        } else if (attempt > known.attempts() || ended && !known.ended()) {
            calls.put(call, new Known(Math.max(attempt, known.attempts()), known.ended() || ended));
        }
    }
}
