package org.llmspace.pipeline.tokenizer;

import java.util.List;
import java.util.Random;

/// Strings that tokenizers trip over: scripts, marks, emoji, control characters, broken surrogates, odd blanks.
final class RandomText {

    static final List<String> WORDS = List.of("hello", "world", "The", "quick", "don't", "can't've", "I'm",
            "naïve", "café", "Straße", "İstanbul", "Größe", "unbelievable", "transformers", "U.S.A.", "3.14159", "1,000",
            "e-mail", "foo_bar", "x²", "ﬁne", "①②", "½", "Ⅷ", "№5", "日本語", "東京タワー", "ﾊﾟﾝ", "カ゛", "中文", "한국어",
            "한글", "안녕", "привет", "Ёлка", "й", "שלום", "שָׁלוֹם", "مرحبا", "السَّلامُ", "नमस्ते", "क्षत्रिय", "ไทย",
            "น้ำ", "தமிழ்", "ქართული", "ελληνικά", "Ὀδυσσεύς", "e\u0301", "a\u0323\u0307", "q\u0307\u0323", "Å", "\u212B",
            "👍", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "😀😀", "❤️", "1️⃣", "𝒳𝓎", "𠜎", "𐍈", "<s>", "</s>", "<pad>",
            "<unk>", "[MASK]",
            "[CLS]", "[SEP]", "<|endoftext|>", "<mask>", "<extra_id_0>", "▁", "Ġ", "##ing", "http://x.y/z?a=b&c=%20",
            "a@b.c", "…", "—", "“quoted”", "‘s", "'s", "'S", "'ll", "ǅ", "ſ", "ß", "ΑΣ", "\uFB03", "\u00AD", "\u200D");
    private static final String BLANKS = "     \t\n\r\u000B\f\u0085\u00A0\u1680\u2003\u2028\u202F\u3000\u200B\uFEFF";
    private static final int[][] RANGES = { { 0x20, 0x7E }, { 0, 0x1F }, { 0x7F, 0xFF }, { 0x100, 0x24F }, { 0x250, 0x2FF },
            { 0x300, 0x36F }, { 0x370, 0x3FF }, { 0x400, 0x52F }, { 0x591, 0x5F4 }, { 0x600, 0x6FF }, { 0x900, 0x97F },
            { 0xE01, 0xE5B }, { 0x1100, 0x11FF }, { 0x1E00, 0x1FFE }, { 0x2000, 0x206F }, { 0x2070, 0x20BF },
            { 0x2100, 0x218B },
            { 0x2190, 0x2BFF }, { 0x3000, 0x30FF }, { 0x3130, 0x33FF }, { 0x4E00, 0x9FA5 }, { 0xAC00, 0xD7A3 },
            { 0xE000, 0xE0FF },
            { 0xF900, 0xFAD9 }, { 0xFB00, 0xFDFF }, { 0xFE00, 0xFEFF }, { 0xFF00, 0xFFEF }, { 0x10300, 0x103DF },
            { 0x1D400, 0x1D7FF }, { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F9FF }, { 0x20000, 0x2A6D6 }, { 0x2F800, 0x2FA1D },
            { 0xE0000, 0xE01EF } };

    private final Random random;

    RandomText(long seed) {
        random = new Random(seed);
    }

    String next() {
        var text = new StringBuilder();
        int parts = random.nextInt(12);
        for (int i = 0; i < parts; i++) {
            addPart(text);
            if (random.nextInt(3) > 0) {
                text.append(BLANKS.charAt(random.nextInt(random.nextInt(4) == 0 ? BLANKS.length() : 4)));
            }
        }
        return text.toString();
    }

    private void addPart(StringBuilder text) {
        switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> text.append(WORDS.get(random.nextInt(WORDS.size())));
            case 4 -> addLetters(text);
            case 5 -> text.appendCodePoint(assigned(RANGES[random.nextInt(RANGES.length)]));
            default -> {
                var range = RANGES[random.nextInt(RANGES.length)];
                for (int i = random.nextInt(6); i >= 0; i--) {
                    text.appendCodePoint(assigned(range));
                }
            }
        }
    }

    private void addLetters(StringBuilder text) {
        for (int i = random.nextInt(9); i >= 0; i--) {
            text.append((char) ('a' + random.nextInt(26)));
        }
    }

    private int assigned(int[] range) {
        while (true) {
            int c = range[0] + random.nextInt(range[1] - range[0] + 1);
            if (Character.isDefined(c)) {
                return c;
            }
        }
    }
}
