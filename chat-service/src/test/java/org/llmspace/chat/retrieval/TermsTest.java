package org.llmspace.chat.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TermsTest {

    /// PostgreSQL keeps terms: whoever changes how texts become terms counts [Terms#VERSION] up, and then writes the new ones
    /// here.
    @Test
    void theVersionSaysHowTextsBecomeTerms() {
        assertThat(Terms.VERSION).isEqualTo(3);
        assertThat(Terms
                .of("What are the downsides of fine-tuning Llama3 with few-shot examples, in one sentence? Pricing, cities, "
                        + "organisations and 4-bit weights of HF repos; it's a naïve summarizer's reply, made up of what it made up."))
                .containsExactly(
                        "disadvantag finetun llama 3 shot exampl pric city organ 4 bit weight hugg face repository naiv summariz answ made hallucinat"
                                .split(" "));
    }
}
