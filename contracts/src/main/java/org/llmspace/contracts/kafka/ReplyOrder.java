package org.llmspace.contracts.kafka;

import org.llmspace.contracts.kafka.Envelope.Position;

/// Puts the replies of one call in order for a reader: drops what it has seen, and lets a new attempt replace the old.
/// Not safe for several threads.
public final class ReplyOrder {

    /// What to do with a reply.
    public enum Verdict {
        /// Add it to what is there.
        APPEND,
        /// Forget what is there: a new attempt begins with it.
        RESTART,
        /// It was seen before, or belongs to an attempt that was given up.
        IGNORE
    }

    private int attempt;
    private long sequence;
    private String source = "";

    /// Two workers can begin the same attempt when a record is handed over between them; the one whose first reply lies
    /// later in the log wins, for all readers alike.
    public Verdict place(Position position, String from) {
        if (position.attempt() < attempt || position.attempt() == 0) {
            return Verdict.IGNORE;
        }
        boolean otherWorker = position.attempt() == attempt && !from.equals(source);
        if (position.attempt() > attempt || otherWorker && position.sequence() == 1) {
            boolean first = attempt == 0;
            attempt = position.attempt();
            sequence = position.sequence();
            source = from;
            return first ? Verdict.APPEND : Verdict.RESTART;
        }
        if (otherWorker || position.sequence() <= sequence) {
            return Verdict.IGNORE;
        }
        sequence = position.sequence();
        return Verdict.APPEND;
    }

    public int attempt() {
        return attempt;
    }
}
