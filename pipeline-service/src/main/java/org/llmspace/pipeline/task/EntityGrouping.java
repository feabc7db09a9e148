package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput.Entity;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.tensor.Vectors;

/// Makes words of tokens and entities of words, as Python's pipeline does.
final class EntityGrouping {

    /// How a word gets its label from its tokens.
    enum Strategy {
        /// Tokens stay as they are.
        NONE,
        /// Every token has its own label.
        SIMPLE,
        /// The word has the label of its first token.
        FIRST,
        /// The word has the label that is best on average.
        AVERAGE,
        /// The word has the label of its surest token.
        MAX
    }

    /// A token or a word with its label.
    private record Labelled(String label, double score, String word, List<TokenScores> tokens) {

        int start() {
            return tokens.getFirst().judgement().span().start();
        }

        int end() {
            return tokens.getLast().judgement().span().end();
        }

        boolean begins() {
            return label.startsWith("B-");
        }

        String tag() {
            return begins() || label.startsWith("I-") ? label.substring(2) : label;
        }
    }

    private final Model model;
    private final Strategy strategy;
    private final boolean marksSubwords;
    private final @Nullable Integer unknown;

    EntityGrouping(Model model, Strategy strategy) {
        this.model = model;
        this.strategy = strategy;
        this.marksSubwords = model.marksSubwords();
        this.unknown = model.tokenizer().specialId("unk_token");
    }

    List<Entity> entities(List<TokenScores> tokens) {
        return switch (strategy) {
            case NONE -> tokens.stream().map(token -> ungrouped(labelled(token, spelling(token)))).toList();
            case SIMPLE -> groups(tokens.stream().map(token -> labelled(token, spelling(token))).toList());
            case FIRST, AVERAGE, MAX -> groups(words(tokens).stream().map(this::word).toList());
        };
    }

    private String spelling(TokenScores token) {
        return Objects.equals(token.id(), unknown) ? token.text() : token.token();
    }

    private List<List<TokenScores>> words(List<TokenScores> tokens) {
        List<List<TokenScores>> words = new ArrayList<>();
        for (TokenScores token : tokens) {
            if (words.isEmpty() || !isSubword(token)) {
                words.add(new ArrayList<>());
            }
            words.getLast().add(token);
        }
        return words;
    }

    private boolean isSubword(TokenScores token) {
        if (Objects.equals(token.id(), unknown)) {
            return false;
        }
        return marksSubwords ? token.token().length() != token.text().length() : !token.beginsWord();
    }

    private Labelled labelled(TokenScores token, String word) {
        return labelled(token.scores(), word, List.of(token));
    }

    private Labelled labelled(double[] scores, String word, List<TokenScores> tokens) {
        int best = Vectors.argmax(scores);
        return new Labelled(model.config().label(best), scores[best], word, tokens);
    }

    private Labelled word(List<TokenScores> tokens) {
        String word = model.tokenizer().decodeTokens(tokens.stream().map(this::spelling).toList());
        return switch (strategy) {
            case FIRST, NONE, SIMPLE -> labelled(tokens.getFirst().scores(), word, tokens);
            case MAX -> labelled(surest(tokens).scores(), word, tokens);
            case AVERAGE -> labelled(average(tokens), word, tokens);
        };
    }

    private static TokenScores surest(List<TokenScores> tokens) {
        Comparator<TokenScores> bySureness = Comparator
                .comparingDouble(token -> token.scores()[Vectors.argmax(token.scores())]);
        return tokens.stream().reduce((a, b) -> bySureness.compare(b, a) > 0 ? b : a).orElseThrow();
    }

    private static double[] average(List<TokenScores> tokens) {
        double[] average = new double[tokens.getFirst().scores().length];
        for (TokenScores token : tokens) {
            for (int i = 0; i < average.length; i++) {
                average[i] += token.scores()[i] / tokens.size();
            }
        }
        return average;
    }

    private List<Entity> groups(List<Labelled> words) {
        List<List<Labelled>> groups = new ArrayList<>();
        for (Labelled word : words) {
            if (groups.isEmpty() || word.begins() || !word.tag().equals(groups.getLast().getLast().tag())) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(word);
        }
        return groups.stream().map(this::group).toList();
    }

    private Entity group(List<Labelled> words) {
        double score = words.stream().mapToDouble(Labelled::score).average().orElseThrow();
        String text = model.tokenizer().decodeTokens(words.stream().map(Labelled::word).toList());
        return new Entity(words.getFirst().tag(), null, score, null, text, words.getFirst().start(),
                words.getLast().end());
    }

    private static Entity ungrouped(Labelled token) {
        return new Entity(token.tag(), token.label(), token.score(),
                token.tokens().getFirst().judgement().index(), token.word(), token.start(), token.end());
    }
}
