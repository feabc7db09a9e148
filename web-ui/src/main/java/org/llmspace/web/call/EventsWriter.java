package org.llmspace.web.call;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/// Writes streams of events. A thread runs while something is said, none while a stream waits: the stacks of thousands of
/// streams that wait would be most of what they weigh.
@Provider
@Produces(MediaType.SERVER_SENT_EVENTS)
public class EventsWriter implements ServerMessageBodyWriter<Events> {

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return Events.class.isAssignableFrom(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return Events.class.isAssignableFrom(type);
    }

    @Override
    public void writeResponse(Events events, Type genericType, ServerRequestContext request) {
        var context = (ResteasyReactiveRequestContext) request;
        context.suspend();
        new Stream(events, context).begin();
    }

    @Override
    public void writeTo(Events events, Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType,
            MultivaluedMap<String, Object> headers, OutputStream out) {
        throw new UnsupportedOperationException("events are written as the response itself");
    }

    /// One stream between its first word and its last. Its bell may be rung by anybody.
    private static final class Stream implements Runnable {

        private enum State {
            WAITING,
            SAYING,
            RUNG
        }

        private final Events events;
        private final ResteasyReactiveRequestContext request;
        private final AtomicReference<State> state = new AtomicReference<>(State.RUNG);
        private OpenCall.@Nullable Watch watch;
        private @Nullable OutputStream out;
        private @Nullable Future<?> alarm;

        Stream(Events events, ResteasyReactiveRequestContext request) {
            this.events = events;
            this.request = request;
        }

        void begin() {
            Thread.ofVirtual().name("web-events").start(this::say);
        }

        @Override
        public void run() {
            if (state.getAndSet(State.RUNG) == State.WAITING) {
                begin();
            }
        }

        private void say() {
            try {
                do {
                    state.set(State.SAYING);
                    if (alarm != null) {
                        alarm.cancel(false);
                    }
                    Optional<Duration> pause = next();
                    if (pause.isEmpty()) {
                        end(null);
                        return;
                    }
                    alarm = ForkJoinPool.commonPool().schedule(this, pause.get().toMillis(), TimeUnit.MILLISECONDS);
                } while (!state.compareAndSet(State.SAYING, State.WAITING));
            } catch (IOException | RuntimeException e) {
                end(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                end(new InterruptedIOException());
            }
        }

        private Optional<Duration> next() throws IOException, InterruptedException {
            if (watch == null) {
                watch = events.watch(this);
            }
            OutputStream to = out == null ? request.getOrCreateOutputStream() : out;
            out = to;
            return events.say(to);
        }

        /// What failed ends the connection, too, lest a client take what it has for all.
        private void end(@Nullable Exception why) {
            try (var registration = watch; var last = why == null ? out : null) {
                if (alarm != null) {
                    alarm.cancel(false);
                }
            } catch (IOException e) {
                request.resume(e);
                return;
            }
            if (why == null) {
                request.resume();
            } else {
                request.resume(why);
            }
        }
    }
}
