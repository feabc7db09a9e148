package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentencesTest {

    @Test
    void titlesInitialsAndAbbreviationsEndNoSentence() {
        assertThat(
                Sentences.of("Dr. Amina Diallo met J. K. Rowling. The U.S. President and Mr. Smith came\ntoo! So did I. Why?"))
                .containsExactly("Dr. Amina Diallo met J. K. Rowling.", "The U.S. President and Mr. Smith came too!",
                        "So did I.", "Why?");
    }

    @Test
    void theLastEndIsThatOfTheText() {
        assertThat(Sentences.ends("One. Two, said Mr. ")).containsExactly(5, 19);
        assertThat(Sentences.ends("Only one")).containsExactly(8);
    }
}
