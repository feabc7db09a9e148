package org.llmspace.pipeline.processor;

import java.util.Arrays;

/// One pass over the blocks of some components.
final class JpegScan {

    /// Which numbers of a block a scan brings, and which of their bits.
    ///
    /// @param high bits that came before; 0 if this is the first scan of these numbers
    /// @param low bits that come later
    record Spectrum(int start, int end, int high, int low) {
    }

    private final JpegBits bits;
    private final JpegComponent[] components;
    private final boolean progressive;
    private final Spectrum spectrum;
    private final int[] block = new int[64];
    private int emptyBlocks;

    JpegScan(JpegBits bits, JpegComponent[] components, boolean progressive, Spectrum spectrum) {
        this.bits = bits;
        this.components = components;
        this.progressive = progressive;
        this.spectrum = spectrum;
    }

    /// @param restartInterval units after which the decoder begins anew; 0 means never
    /// @return where the scan ends in the file
    int run(int restartInterval) {
        boolean alone = components.length == 1;
        JpegComponent first = components[0];
        int perLine = alone ? first.blocksPerLine() : first.unitsPerLine();
        int units = perLine * (alone ? first.blockLines() : first.unitLines());
        for (int unit = 0; unit < units; unit++) {
            if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
                restart();
            }
            int x = unit % perLine;
            int y = unit / perLine;
            if (alone) {
                block(first, x, y);
            } else {
                unit(x, y);
            }
        }
        return bits.position();
    }

    private void unit(int x, int y) {
        for (JpegComponent component : components) {
            for (int v = 0; v < component.lines(); v++) {
                for (int h = 0; h < component.columns(); h++) {
                    block(component, x * component.columns() + h, y * component.lines() + v);
                }
            }
        }
    }

    private void restart() {
        bits.restart();
        emptyBlocks = 0;
        for (JpegComponent component : components) {
            component.resetDc();
        }
    }

    private void block(JpegComponent component, int x, int y) {
        if (!progressive) {
            whole(component, x, y);
            return;
        }
        short[] numbers = component.coefficients();
        int at = component.indexOf(x, y);
        if (spectrum.start() == 0) {
            dc(component, numbers, at);
        } else if (spectrum.high() == 0) {
            firstAc(component, numbers, at);
        } else {
            refineAc(component, numbers, at);
        }
    }

    private void whole(JpegComponent component, int x, int y) {
        Arrays.fill(block, 0);
        block[0] = component.nextDc(bits);
        for (int k = 1; k < 64; k++) {
            int symbol = component.ac().next(bits);
            int size = symbol & 15;
            int run = symbol >> 4;
            if (size == 0) {
                if (run < 15) {
                    break;
                }
                k += 15;
                continue;
            }
            k += run;
            block[JpegDecoder.ZIGZAG[k]] = bits.signed(size);
        }
        component.transform(block, x, y);
    }

    private void dc(JpegComponent component, short[] numbers, int at) {
        if (spectrum.high() == 0) {
            numbers[at] = (short) (component.nextDc(bits) << spectrum.low());
        } else if (bits.next(1) == 1) {
            numbers[at] |= (short) (1 << spectrum.low());
        }
    }

    private void firstAc(JpegComponent component, short[] numbers, int at) {
        if (emptyBlocks > 0) {
            emptyBlocks--;
            return;
        }
        for (int k = spectrum.start(); k <= spectrum.end(); k++) {
            int symbol = component.ac().next(bits);
            int size = symbol & 15;
            int run = symbol >> 4;
            if (size == 0 && run < 15) {
                emptyBlocks = (1 << run) - 1 + bits.next(run);
                return;
            }
            k += run;
            if (size > 0) {
                numbers[at + JpegDecoder.ZIGZAG[k]] = (short) (bits.signed(size) << spectrum.low());
            }
        }
    }

    /// Each number that is not 0 already gets one more bit; in between stand those that become 1 or -1.
    private void refineAc(JpegComponent component, short[] numbers, int at) {
        int k = spectrum.start();
        while (emptyBlocks == 0 && k <= spectrum.end()) {
            int symbol = component.ac().next(bits);
            int run = symbol >> 4;
            short fresh = 0;
            if ((symbol & 15) != 0) {
                fresh = (short) (bits.next(1) == 1 ? 1 << spectrum.low() : -1 << spectrum.low());
            } else if (run < 15) {
                emptyBlocks = (1 << run) + bits.next(run);
                break;
            }
            k = refineUpTo(numbers, at, k, run);
            if (fresh != 0 && k <= spectrum.end()) {
                numbers[at + JpegDecoder.ZIGZAG[k]] = fresh;
            }
            k++;
        }
        if (emptyBlocks > 0) {
            refineUpTo(numbers, at, k, Integer.MAX_VALUE);
            emptyBlocks--;
        }
    }

    /// @param zeros how many numbers that are 0 to pass over
    /// @return the place of the next one
    private int refineUpTo(short[] numbers, int at, int from, int zeros) {
        int left = zeros;
        int k = from;
        for (; k <= spectrum.end(); k++) {
            int index = at + JpegDecoder.ZIGZAG[k];
            if (numbers[index] == 0) {
                if (left-- == 0) {
                    break;
                }
            } else if (bits.next(1) == 1 && (numbers[index] & 1 << spectrum.low()) == 0) {
                numbers[index] += (short) (numbers[index] > 0 ? 1 << spectrum.low() : -(1 << spectrum.low()));
            }
        }
        return k;
    }
}
