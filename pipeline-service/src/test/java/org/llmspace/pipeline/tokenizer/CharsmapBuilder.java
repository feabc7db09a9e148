package org.llmspace.pipeline.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/// Compiles a table of replacements to a `precompiled_charsmap`, as SentencePiece would.
final class CharsmapBuilder {

    private int[] units = new int[1 << 12];
    private boolean[] used = new boolean[1 << 12];
    private int firstFree = 1;

    private static final class Node {
        final TreeMap<Integer, Node> children = new TreeMap<>();
        int value = -1;
    }

    private record Placed(Node node, int position) {
    }

    /// Most of NFKC, control characters out, blanks to spaces, and some sequences.
    static String nfkc() {
        var table = new TreeMap<String, String>();
        for (int c = 1; c < 0x10000; c++) {
            if (Character.isDefined(c) && !Character.isSurrogate((char) c)) {
                var text = Character.toString(c);
                var normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
                if (!normal.equals(text)) {
                    table.put(text, normal);
                }
            }
        }
        for (int c = 1; c < 0x20; c++) {
            table.put(Character.toString(c), c == 9 || c == 10 || c == 13 ? " " : "");
        }
        table.put("\u00AD", "");
        table.put("\u200B", " ");
        table.put("\u200D", "");
        table.put("\uFEFF", "");
        for (var sequence : new String[] { "e\u0301", "a\u0323", "o\u0308", "n\u0303", "\u30AB\u3099" }) {
            table.put(sequence, Normalizer.normalize(sequence, Normalizer.Form.NFC));
        }
        return new CharsmapBuilder().build(table);
    }

    String build(Map<String, String> table) {
        var replacements = new ByteArrayOutputStream();
        var root = new Node();
        table.forEach((key, replacement) -> {
            insert(root, key.getBytes(StandardCharsets.UTF_8), replacements.size());
            replacements.writeBytes(replacement.getBytes(StandardCharsets.UTF_8));
            replacements.write(0);
        });
        place(root);
        int size = units.length;
        var buffer = ByteBuffer.allocate(4 + 4 * size + replacements.size()).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(4 * size);
        Arrays.stream(units).forEach(buffer::putInt);
        buffer.put(replacements.toByteArray());
        return Base64.getEncoder().encodeToString(buffer.array());
    }

    private static void insert(Node root, byte[] key, int value) {
        var node = root;
        for (byte b : key) {
            node = node.children.computeIfAbsent(b & 0xFF, label -> new Node());
        }
        node.value = value;
    }

    private void place(Node root) {
        used[0] = true;
        var queue = new ArrayDeque<Placed>();
        queue.add(new Placed(root, 0));
        while (!queue.isEmpty()) {
            var placed = queue.remove();
            var node = placed.node();
            int base = findBase(node);
            int offset = placed.position() ^ base;
            units[placed.position()] |= offset < 1 << 21 ? offset << 10 : offset << 2 | 1 << 9;
            if (node.value >= 0) {
                units[placed.position()] |= 1 << 8;
                used[base] = true;
                units[base] = node.value | 1 << 31;
            }
            node.children.forEach((label, child) -> {
                used[base ^ label] = true;
                units[base ^ label] = label;
                queue.add(new Placed(child, base ^ label));
            });
        }
    }

    private int findBase(Node node) {
        while (used[firstFree]) {
            firstFree++;
        }
        int first = node.value >= 0 ? 0 : node.children.firstKey();
        for (int slot = firstFree;; slot++) {
            int base = slot ^ first;
            ensure(base | 0xFF);
            boolean free = !(node.value >= 0 && used[base]) && base > 0;
            for (int label : node.children.keySet()) {
                free &= !used[base ^ label];
            }
            if (free) {
                return base;
            }
        }
    }

    private void ensure(int position) {
        if (position + 0x100 >= units.length) {
            units = Arrays.copyOf(units, 2 * units.length);
            used = Arrays.copyOf(used, 2 * used.length);
        }
    }
}
