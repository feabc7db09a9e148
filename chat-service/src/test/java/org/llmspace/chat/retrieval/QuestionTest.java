package org.llmspace.chat.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.contracts.chat.ChatMessage;

/// Which questions stand for themselves in the middle of a conversation.
class QuestionTest {

    @ParameterizedTest
    @ValueSource(strings = { "What is RAG?", "what's a token", "Explain RAG", "please define temperature", "And what is RAG?",
            "how does RAG work?", "what does BPE mean", "How do I choose a model for my computer?" })
    void aDirectQuestionStandsForItself(String text) {
        Question question = asked(text);
        assertThat(question.before()).isEmpty();
        assertThat(question.movesOnFrom("What is RAG?")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "and?", "tell me more", "why?", "What is it good for?", "What are the advantages?",
            "what are some examples?", "how does that work?", "and with a single example?", "more about RAG" })
    void aFollowUpMovesOn(String text) {
        Question question = asked(text);
        assertThat(question.before()).isNotEmpty();
        assertThat(question.movesOnFrom("What is RAG?")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "What is the context window?, What is a context window?, false",
            "What is the context window?, What is RAG?, true" })
    void whatIsAskedForByNameIsSaidAgain(String text, String heading, boolean movesOn) {
        assertThat(asked(text).movesOnFrom(heading)).isEqualTo(movesOn);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "What is RAG? | what are its downsides? | what are RAG downsides?",
            "Why do LLMs make things up? | and how can it be reduced? | and how can LLMs hallucinate be reduced?",
            "how do agents work? | what can go wrong with them | what can go wrong with agents",
            "What is a context window? | and for Claude? | and for Claude? (context window)" })
    void aFollowUpIsAskedWithItsSubject(String before, String text, String resolved) {
        Question question = Question.of(List.of(ChatMessage.user(before), ChatMessage.user(text)));
        assertThat(question.resolved()).get().isEqualTo(new Question(resolved, ""));
        assertThat(new Question(before, "").resolved()).isEmpty();
    }

    private static Question asked(String text) {
        return Question.of(List.of(ChatMessage.user("Explain tokenization, embeddings, RAG and agents at length"),
                ChatMessage.user(text)));
    }
}
