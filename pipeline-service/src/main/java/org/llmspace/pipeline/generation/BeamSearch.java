package org.llmspace.pipeline.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Follows the likeliest texts side by side, as Python's beam search does.
final class BeamSearch {

    /// A text that has ended, or was followed to the end.
    record Hypothesis(int[] ids, double score, double logprob, boolean ended) {
    }

    private record Beam(int[] ids, double logprob) {
    }

    /// @param row the beam that it continues
    private record Step(int row, int token, double logprob) {
    }

    private final GenerationConfig config;
    private final LogitsProcessors processors;
    private final int[] end;
    private final int prompt;
    private final int longest;
    private final int width;
    private final RandomGenerator random;
    private final List<Hypothesis> found = new ArrayList<>();

    BeamSearch(GenerationConfig config, LogitsProcessors processors, int[] end, int prompt, int longest,
            RandomGenerator random) {
        this.config = config;
        this.processors = processors;
        this.end = end;
        this.prompt = prompt;
        this.longest = longest;
        this.width = config.numBeams();
        this.random = random;
    }

    /// The best texts, prompt included, the best first.
    List<Hypothesis> run(Decoder decoder, int[] start) {
        long deadline = System.nanoTime() + (long) (config.maxTime() * 1e9);
        List<Beam> beams = List.of(new Beam(start, 0));
        boolean done = false;
        while (!done && beams.getFirst().ids().length < longest && System.nanoTime() < deadline) {
            List<Step> steps = steps(beams, decoder.logits(beams.stream().map(Beam::ids).toArray(int[][]::new)));
            List<Step> going = end(beams, steps);
            done = going.isEmpty() || done(steps.getFirst().logprob(), beams.getFirst().ids().length + 1 - prompt);
            if (!done) {
                decoder.select(going.stream().mapToInt(Step::row).toArray());
                List<Beam> before = beams;
                beams = going.stream().map(step -> new Beam(longer(before.get(step.row()).ids(), step.token()),
                        step.logprob())).toList();
            }
        }
        if (!done) {
            beams.forEach(beam -> add(beam.ids(), beam.logprob(), beam.ids().length - prompt, false));
        }
        return found.stream().sorted(Comparator.comparingDouble(Hypothesis::score).reversed()).limit(config.returned())
                .toList();
    }

    private List<Step> steps(List<Beam> beams, float[][] logits) {
        int count = Math.max(2, 1 + end.length) * width;
        List<Step> steps = new ArrayList<>();
        for (int row = 0; row < beams.size(); row++) {
            Beam beam = beams.get(row);
            float[] scores = logprobs(logits[row]);
            processors.apply(beam.ids(), scores);
            int at = row;
            steps.addAll(config.doSample() ? drawn(beam, row, scores, count)
                    : Arrays.stream(Candidates.likeliest(scores, count))
                            .mapToObj(id -> new Step(at, id, beam.logprob() + scores[id])).toList());
        }
        return steps.stream().sorted(Comparator.comparingDouble(Step::logprob).reversed()).limit(count).toList();
    }

    private List<Step> drawn(Beam beam, int row, float[] scores, int count) {
        Candidates candidates = Candidates.of(scores, config);
        return IntStream.range(0, count).map(_ -> candidates.draw(random)).distinct()
                .mapToObj(id -> new Step(row, id, beam.logprob() + scores[id])).toList();
    }

    /// Keeps what has ended and returns what goes on.
    private List<Step> end(List<Beam> beams, List<Step> steps) {
        List<Step> going = new ArrayList<>();
        for (int rank = 0; rank < steps.size() && going.size() < width; rank++) {
            Step step = steps.get(rank);
            if (IntStream.of(end).noneMatch(id -> id == step.token())) {
                going.add(step);
            } else if (rank < width) {
                int[] ids = beams.get(step.row()).ids();
                add(ids, step.logprob(), ids.length + 1 - prompt, true);
            }
        }
        return going;
    }

    private void add(int[] ids, double logprob, int length, boolean ended) {
        found.add(new Hypothesis(ids, scored(logprob, length), logprob, ended));
        if (found.size() > width) {
            found.remove(worst());
        }
    }

    private Hypothesis worst() {
        return found.stream().min(Comparator.comparingDouble(Hypothesis::score)).orElseThrow();
    }

    private double scored(double logprob, int length) {
        return logprob / Math.pow(length, config.number("length_penalty", 1));
    }

    private boolean done(double best, int length) {
        if (found.size() < width) {
            return false;
        }
        return switch (config.earlyStopping()) {
            case "true" -> true;
            case "never" -> worst().score() >= scored(best,
                    config.number("length_penalty", 1) > 0 ? longest - prompt : length);
            default -> worst().score() >= scored(best, length);
        };
    }

    /// @throws GenerationException if the model answered with something else than numbers
    static float[] logprobs(float[] logits) {
        float[] logprobs = logSoftmax(logits);
        if (Float.isNaN(logprobs[0])) {
            throw new GenerationException("The model answered with something that is no number; get its files again");
        }
        return logprobs;
    }

    static float[] logSoftmax(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        double log = max + Math.log(sum);
        float[] scores = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            scores[i] = (float) (logits[i] - log);
        }
        return scores;
    }

    static int[] longer(int[] ids, int id) {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = id;
        return longer;
    }
}
