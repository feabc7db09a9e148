package org.llmspace.pipeline.processor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What a camera says about an image.
final class Exif {

    private static final int ORIENTATION = 0x0112;
    private static final int UPRIGHT = 1;

    private Exif() {
    }

    /// How the camera was held, 1 to 8; 1 where nothing is said or it cannot be read.
    ///
    /// @param tiff the block after the letters `Exif`
    static int orientation(ByteBuffer tiff) {
        try {
            tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int directory = tiff.getInt(4);
            int entries = tiff.getShort(directory) & 0xffff;
            for (int i = 0; i < entries; i++) {
                int entry = directory + 2 + 12 * i;
                if ((tiff.getShort(entry) & 0xffff) == ORIENTATION) {
                    return tiff.getShort(entry + 8);
                }
            }
        } catch (IndexOutOfBoundsException e) {
            return UPRIGHT; // what a camera says is no reason to refuse its image
        }
        return UPRIGHT;
    }
}
