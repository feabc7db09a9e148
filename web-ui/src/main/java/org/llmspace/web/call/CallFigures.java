package org.llmspace.web.call;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

import org.llmspace.web.endpoint.Answer.Stage;

/// How the calls of one endpoint went, of those that are still known: about the last hour's, whichever replica took them.
///
/// @param open how many are under way
/// @param successful share of those that were not stopped, between 0 and 1
/// @param seconds how long the successful ones took, shortest first
public record CallFigures(int total, int open, double successful, List<Double> seconds) {

    public CallFigures {
        seconds = List.copyOf(seconds);
    }

    /// By the names of their endpoints.
    static Map<String, CallFigures> of(List<OpenCall> calls) {
        Map<String, List<OpenCall>> byEndpoint = calls.stream()
                .collect(Collectors.groupingBy(call -> call.endpoint().name(), TreeMap::new, Collectors.toList()));
        Map<String, CallFigures> figures = new TreeMap<>();
        byEndpoint.forEach((name, ofOne) -> figures.put(name, ofOne(ofOne)));
        return figures;
    }

    private static CallFigures ofOne(List<OpenCall> calls) {
        long completed = count(calls, Stage.COMPLETED);
        long failed = count(calls, Stage.FAILED);
        int open = (int) calls.stream().filter(call -> !call.ended()).count();
        DoubleStream taken = calls.stream().map(OpenCall::answer).filter(answer -> answer.stage() == Stage.COMPLETED)
                .mapToDouble(answer -> answer.durationMs() / 1000.0);
        return new CallFigures(calls.size(), open, completed + failed == 0 ? 1 : (double) completed / (completed + failed),
                taken.sorted().boxed().toList());
    }

    private static long count(List<OpenCall> calls, Stage stage) {
        return calls.stream().filter(call -> call.answer().stage() == stage).count();
    }

    /// In how many seconds so many of a hundred calls were done; 0 if none was.
    public double percentile(int share) {
        if (seconds.isEmpty()) {
            return 0;
        }
        double place = (seconds.size() - 1) * share / 100.0;
        double below = seconds.get((int) Math.floor(place));
        double above = seconds.get((int) Math.ceil(place));
        return below + (above - below) * (place - Math.floor(place));
    }
}
