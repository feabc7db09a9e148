package org.llmspace.pipeline.processor;

import java.util.stream.StreamSupport;

import org.llmspace.pipeline.tensor.FloatTensor;

import com.fasterxml.jackson.databind.JsonNode;

/// Makes of an image what a vision model reads, as its `preprocessor_config.json` says: resized, cropped, scaled,
/// normalized, each color a plane of its own.
public final class ImageProcessor {

    private record Size(int width, int height) {
    }

    private final JsonNode config;

    /// @param config the content of `preprocessor_config.json`
    public ImageProcessor(JsonNode config) {
        this.config = config;
    }

    /// @return of shape `[1, 3, height, width]`
    public FloatTensor pixelValues(RgbImage image) {
        RgbImage resized = config.path("do_resize").asBoolean(true) ? resize(image) : image;
        RgbImage cropped = crops() ? crop(resized, cropSize()) : resized;
        return planes(cropped);
    }

    private RgbImage resize(RgbImage image) {
        Size size = size(image);
        return Resampling.of(config.path("resample").asInt(2)).resize(image, size.width(), size.height());
    }

    private Size size(RgbImage image) {
        JsonNode size = config.path("size");
        if (size.has("height") && size.has("width")) {
            return new Size(side(size.path("width")), side(size.path("height")));
        }
        if (size.has("shortest_edge")) {
            return shortest(image, size.path("shortest_edge"));
        }
        if (size.isNumber() || size.isMissingNode()) { // as old files have it
            return keepsProportions() ? shortest(image, size) : new Size(side(size), side(size));
        }
        throw new ProcessorException(
                "The model's preprocessor_config.json has the 'size' %s; use height and width, or shortest_edge".formatted(
                        size));
    }

    /// Kinds of processors that take a single number for the shorter side.
    private boolean keepsProportions() {
        String type = config.path("image_processor_type").asText(config.path("feature_extractor_type").asText(""));
        return type.matches("(CLIP|ChineseCLIP|ConvNext|Levit|MobileNet|PoolFormer|EfficientFormer|Bit|PVT).*");
    }

    private Size shortest(RgbImage image, JsonNode edge) {
        int wanted = side(edge);
        if (isConvNext()) {
            if (wanted >= 384) {
                return new Size(wanted, wanted);
            }
            wanted = (int) (wanted / config.path("crop_pct").asDouble(224.0 / 256));
        }
        int shorter = Math.min(image.width(), image.height());
        int longer = Math.max(image.width(), image.height());
        int other = (int) Math.min((long) wanted * longer / shorter, Integer.MAX_VALUE);
        if ((long) wanted * other > ImageDecoder.MAX_PIXELS) {
            throw new ProcessorException("The image has %d x %d pixels, which is too long and thin; cut it".formatted(
                    image.width(), image.height()));
        }
        return image.width() <= image.height() ? new Size(wanted, other) : new Size(other, wanted);
    }

    private boolean isConvNext() {
        return config.has("crop_pct") && !config.has("crop_size");
    }

    private boolean crops() {
        return config.path("do_center_crop").asBoolean(isConvNext() && side(config.at("/size/shortest_edge")) < 384);
    }

    private Size cropSize() {
        JsonNode size = config.path("crop_size");
        if (size.has("height") && size.has("width")) {
            return new Size(side(size.path("width")), side(size.path("height")));
        }
        int side = side(size.isMissingNode() ? config.at("/size/shortest_edge") : size);
        return new Size(side, side);
    }

    private static int side(JsonNode number) {
        int side = number.asInt(224);
        if (side < 1 || side > 4096) {
            throw new ProcessorException("The model's preprocessor_config.json wants images of %d pixels; use 1 to 4096"
                    .formatted(side));
        }
        return side;
    }

    private static RgbImage crop(RgbImage image, Size size) {
        int left = Math.floorDiv(image.width() - size.width(), 2);
        int top = Math.floorDiv(image.height() - size.height(), 2);
        byte[] pixels = new byte[3 * size.width() * size.height()];
        int from = Math.max(0, -left);
        int count = Math.min(size.width() - from, image.width() - Math.max(0, left));
        for (int y = Math.max(0, -top); y < size.height() && y + top < image.height(); y++) {
            System.arraycopy(image.pixels(), 3 * ((y + top) * image.width() + left + from), pixels,
                    3 * (y * size.width() + from), 3 * count);
        }
        return new RgbImage(size.width(), size.height(), pixels);
    }

    private FloatTensor planes(RgbImage image) {
        boolean rescales = config.path("do_rescale").asBoolean(true);
        double factor = rescales ? config.path("rescale_factor").asDouble(1.0 / 255) : 1;
        boolean normalizes = config.path("do_normalize").asBoolean(true);
        float[] mean = numbers("image_mean");
        float[] deviation = numbers("image_std");
        int count = image.width() * image.height();
        float[] values = new float[3 * count];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < count; i++) {
                float value = (float) ((image.pixels()[3 * i + c] & 0xff) * factor);
                values[c * count + i] = normalizes ? (value - mean[c]) / deviation[c] : value;
            }
        }
        return new FloatTensor(values, 1, 3, image.height(), image.width());
    }

    private float[] numbers(String name) {
        JsonNode numbers = config.path(name);
        if (numbers.isEmpty()) {
            return new float[] { 0.5f, 0.5f, 0.5f };
        }
        float[] values = new float[3];
        var given = StreamSupport.stream(numbers.spliterator(), false).mapToDouble(JsonNode::asDouble).toArray();
        for (int c = 0; c < 3; c++) {
            values[c] = (float) given[Math.min(c, given.length - 1)];
        }
        return values;
    }
}
