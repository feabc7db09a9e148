package org.llmspace.pipeline.processor;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/// One color of a JPEG image, which may have fewer samples than the image has pixels.
final class JpegComponent {

    private final int id;
    private final int columns;
    private final int lines;
    private final int quantizationTable;
    private int maxColumns;
    private int maxLines;
    private int width;
    private int height;
    private int unitsPerLine;
    private int unitLines;
    private boolean progressive;
    private byte[] samples = {};
    private short[] coefficients = {};
    private @Nullable JpegHuffman dc;
    private @Nullable JpegHuffman ac;
    private int @Nullable [] quantization;
    private int previousDc;

    /// @param columns samples of this color in a line for the fewest of any color
    JpegComponent(int id, int columns, int lines, int quantizationTable) {
        if (columns < 1 || columns > 4 || lines < 1 || lines > 4) {
            throw new IndexOutOfBoundsException("a color without samples");
        }
        this.id = id;
        this.columns = columns;
        this.lines = lines;
        this.quantizationTable = quantizationTable;
    }

    void measure(int imageWidth, int imageHeight, int columnsOfAll, int linesOfAll, boolean isProgressive) {
        maxColumns = columnsOfAll;
        maxLines = linesOfAll;
        width = up(imageWidth * columns, maxColumns);
        height = up(imageHeight * lines, maxLines);
        unitsPerLine = up(imageWidth, 8 * maxColumns);
        unitLines = up(imageHeight, 8 * maxLines);
        progressive = isProgressive;
    }

    void allocate() {
        int size = Math.multiplyExact(stride(), unitLines * lines * 8);
        samples = new byte[size];
        coefficients = new short[progressive ? size : 0];
    }

    private static int up(int number, int by) {
        return (number + by - 1) / by;
    }

    void use(@Nullable JpegHuffman dcTable, @Nullable JpegHuffman acTable, int[][] tables) {
        dc = dcTable;
        ac = acTable;
        if (quantization == null) {
            quantization = tables[quantizationTable];
        }
        previousDc = 0;
    }

    int id() {
        return id;
    }

    int columns() {
        return columns;
    }

    int lines() {
        return lines;
    }

    int unitsPerLine() {
        return unitsPerLine;
    }

    int unitLines() {
        return unitLines;
    }

    int blocksPerLine() {
        return up(width, 8);
    }

    int blockLines() {
        return up(height, 8);
    }

    short[] coefficients() {
        return coefficients;
    }

    /// Where the coefficients of a block begin.
    int indexOf(int x, int y) {
        return 64 * (y * unitsPerLine * columns + x);
    }

    JpegHuffman ac() {
        return table(ac);
    }

    int nextDc(JpegBits bits) {
        previousDc += bits.signed(table(dc).next(bits) & 15);
        return previousDc;
    }

    void resetDc() {
        previousDc = 0;
    }

    private static JpegHuffman table(@Nullable JpegHuffman table) {
        if (table == null) {
            throw new IndexOutOfBoundsException("a table is missing");
        }
        return table;
    }

    private int stride() {
        return unitsPerLine * columns * 8;
    }

    /// Makes samples of a block.
    void transform(int[] block, int x, int y) {
        if (quantization == null) {
            throw new IndexOutOfBoundsException("a table is missing");
        }
        for (int i = 0; i < 64; i++) {
            block[i] *= quantization[i];
        }
        JpegTransform.inverse(block, samples, 8 * (y * stride() + x), stride());
    }

    /// The samples of every pixel of the image.
    byte[] plane(int imageWidth, int imageHeight) {
        if (progressive) {
            int[] block = new int[64];
            int perLine = unitsPerLine * columns;
            for (int i = 0; i < coefficients.length / 64; i++) {
                for (int j = 0; j < 64; j++) {
                    block[j] = coefficients[64 * i + j];
                }
                transform(block, i % perLine, i / perLine);
            }
            coefficients = new short[0];
        }
        var small = new JpegUpsampling(Objects.requireNonNull(samples), stride(), width, height);
        return small.to(imageWidth, imageHeight, maxColumns / columns, maxLines / lines);
    }
}
