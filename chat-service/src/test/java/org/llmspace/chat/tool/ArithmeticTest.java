package org.llmspace.chat.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "0.1 + 0.2 | 0.3", "2 + 3 * 4 | 14", "(2+3)*4 | 20", "-2^2 | -4", "2^3^2 | 512",
            "15% of 80 | 12", "10 % 3 | 1", "-7 % 3 | 2", "1/3*3 | 1", "2^-2 | 0.25", "sqrt(2.25) | 1.5",
            "max(3, 7, 5) - min(1, 2) | 6", "1,234,567 * 2 | 2469134", "round(2.5) | 3", "6 × 7 | 42",
            "2^100 | 1267650600228229401496703205376" })
    void itCalculatesExactly(String expression, String result) {
        assertThat(Arithmetic.of(expression)).hasToString(result);
    }

    @ParameterizedTest
    @ValueSource(strings = { "1/0", "2 +", "two", "9^9^9^9", "exec(1)", "1..2", "(1", "1)", "sqrt(-1)", "2^0.5", "" })
    void whatHasNoResultIsRefused(String expression) {
        assertThatIllegalArgumentException().isThrownBy(() -> Arithmetic.of(expression));
        assertThatIllegalArgumentException().isThrownBy(() -> Arithmetic.of("(".repeat(400) + expression));
    }
}
