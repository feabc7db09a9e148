package org.llmspace.pipeline.processor;

/// The inverse discrete cosine transform in whole numbers of 13 bits, after Loeffler, Ligtenberg and Moschytz, rounded as
/// the customary library does.
final class JpegTransform {

    private static final int BITS = 13;
    private static final int FIRST_PASS_BITS = 2;
    private static final int C_0_298 = 2446;
    private static final int C_0_390 = 3196;
    private static final int C_0_541 = 4433;
    private static final int C_0_765 = 6270;
    private static final int C_0_899 = 7373;
    private static final int C_1_175 = 9633;
    private static final int C_1_501 = 12299;
    private static final int C_1_847 = 15137;
    private static final int C_1_961 = 16069;
    private static final int C_2_053 = 16819;
    private static final int C_2_562 = 20995;
    private static final int C_3_072 = 25172;

    private JpegTransform() {
    }

    /// @param block frequencies; used up
    /// @param to where the samples go
    static void inverse(int[] block, byte[] to, int offset, int stride) {
        for (int column = 0; column < 8; column++) {
            line(block, column, 8, BITS - FIRST_PASS_BITS);
        }
        for (int row = 0; row < 8; row++) {
            line(block, 8 * row, 1, BITS + FIRST_PASS_BITS + 3);
            for (int i = 0; i < 8; i++) {
                to[offset + row * stride + i] = (byte) Math.clamp(block[8 * row + i] + 128, 0, 255);
            }
        }
    }

    private static void line(int[] block, int from, int step, int shift) {
        int even2 = block[from + 2 * step];
        int even6 = block[from + 6 * step];
        int turned = (even2 + even6) * C_0_541;
        int low = turned - even6 * C_1_847;
        int high = turned + even2 * C_0_765;
        int sum = block[from] + block[from + 4 * step] << BITS;
        int difference = block[from] - block[from + 4 * step] << BITS;

        int odd7 = block[from + 7 * step];
        int odd5 = block[from + 5 * step];
        int odd3 = block[from + 3 * step];
        int odd1 = block[from + step];
        int z5 = (odd7 + odd3 + odd5 + odd1) * C_1_175;
        int z1 = -(odd7 + odd1) * C_0_899;
        int z2 = -(odd5 + odd3) * C_2_562;
        int z3 = -(odd7 + odd3) * C_1_961 + z5;
        int z4 = -(odd5 + odd1) * C_0_390 + z5;
        int part7 = odd7 * C_0_298 + z1 + z3;
        int part5 = odd5 * C_2_053 + z2 + z4;
        int part3 = odd3 * C_3_072 + z2 + z3;
        int part1 = odd1 * C_1_501 + z1 + z4;

        int half = 1 << shift - 1;
        put(block, from, step, 0, sum + high, part1, half, shift);
        put(block, from, step, 1, difference + low, part3, half, shift);
        put(block, from, step, 2, difference - low, part5, half, shift);
        put(block, from, step, 3, sum - high, part7, half, shift);
    }

    private static void put(int[] block, int from, int step, int place, int even, int odd, int half, int shift) {
        block[from + place * step] = even + odd + half >> shift;
        block[from + (7 - place) * step] = even - odd + half >> shift;
    }
}
