package org.llmspace.web.space.math;

import java.util.Map;

/// Letters of mathematical alphabets, which Unicode has as characters of their own.
final class Alphabets {

    private static final Map<String, Integer> CAPITALS = Map.of("bold", 0x1D400, "double-struck", 0x1D538, "script", 0x1D49C);
    private static final Map<String, Integer> SMALL = Map.of("bold", 0x1D41A, "double-struck", 0x1D552, "script", 0x1D4B6);
    /// Those that Unicode had before.
    private static final Map<String, Map<Integer, Integer>> EARLIER = Map.of("bold", Map.of(), "double-struck",
            Map.of((int) 'C', 0x2102, (int) 'H', 0x210D, (int) 'N', 0x2115, (int) 'P', 0x2119, (int) 'Q', 0x211A, (int) 'R',
                    0x211D, (int) 'Z', 0x2124),
            "script", Map.of((int) 'B', 0x212C, (int) 'E', 0x2130, (int) 'F', 0x2131, (int) 'H', 0x210B, (int) 'I', 0x2110,
                    (int) 'L', 0x2112, (int) 'M', 0x2133, (int) 'R', 0x211B, (int) 'e', 0x212F, (int) 'o', 0x2134));

    private Alphabets() {
    }

    static int styled(int letter, String variant) {
        Integer earlier = EARLIER.getOrDefault(variant, Map.of()).get(letter);
        if (earlier != null) {
            return earlier;
        }
        if (letter >= 'A' && letter <= 'Z') {
            return CAPITALS.getOrDefault(variant, (int) 'A') + letter - 'A';
        }
        return letter >= 'a' && letter <= 'z' ? SMALL.getOrDefault(variant, (int) 'a') + letter - 'a' : letter;
    }
}
