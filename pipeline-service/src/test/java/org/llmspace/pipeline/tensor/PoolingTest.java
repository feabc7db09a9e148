package org.llmspace.pipeline.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// By hand: the tokens are (1, 8), (2, -4), (6, 2).
class PoolingTest {

    @ParameterizedTest
    @CsvSource({ "MEAN, 3, 2", "MEAN_SQRT_LEN, 5.196152, 3.4641016", "WEIGHTED_MEAN, 3.8333333, 1", "MAX, 6, 8",
            "CLS, 1, 8", "LAST_TOKEN, 6, 2" })
    void makesOneVectorOfThree(Pooling pooling, float first, float second) {
        assertThat(pooling.pool(new FloatTensor(new float[] { 1, 8, 2, -4, 6, 2 }, 1, 3, 2))).containsExactly(first, second);
    }
}
