package org.llmspace.pipeline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.llmspace.pipeline.builtin.BuiltinModel;
import org.llmspace.pipeline.tokenizer.Tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;

/// Texts of 16 to 64 tokens of MiniLM, evenly spread.
final class Texts {

    private static final List<String> PARTS = List.of("the train to Oslo was late again,", "Maria Silva paid for the tickets",
            "and nobody at Northwind Bank answered the phone.", "I love the new kitchen;", "it rained all week in Lisbon,",
            "so the match was moved to Sunday.", "Doctor Okafor said that the results look good,",
            "the battery lasts two days", "but the screen broke on the first evening.", "we would order there again,",
            "although the soup was cold", "and the waiter forgot the bread.", "unbelievable,", "thank you very much!",
            "In March the council of Leeds opened a library,", "which the children like.");

    private Texts() {
    }

    static List<String> of(int count) {
        Tokenizer tokenizer;
        try {
            tokenizer = Tokenizer.parse(new ObjectMapper().readTree(BuiltinModel.MINILM.read("tokenizer.json")), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SplittableRandom random = new SplittableRandom(11);
        return IntStream.range(0, count).mapToObj(_ -> text(tokenizer, random)).toList();
    }

    private static String text(Tokenizer tokenizer, SplittableRandom random) {
        int length = random.nextInt(16, 65);
        String words = "";
        while (tokenizer.encode(words).size() < length) {
            words = (words + " " + PARTS.get(random.nextInt(PARTS.size()))).strip();
        }
        while (tokenizer.encode(words).size() > length) {
            words = words.substring(0, words.lastIndexOf(' '));
        }
        return words;
    }
}
