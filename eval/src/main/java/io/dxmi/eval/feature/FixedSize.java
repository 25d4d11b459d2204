package io.dxmi.eval.feature;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.Resize;
import java.util.Optional;

/**
 * Pictures of the channels and size that an extractor takes.
 *
 * @param height 0 for any size
 * @param filter how others are resized; empty if they are refused
 * @param who for the message
 */
record FixedSize(int channels, int height, int width, Optional<Filter> filter, String who) implements ImageTransform {

    @Override
    public Image of(Image image) {
        Image coloured = image.withChannels(channels);
        if (height == 0 || (coloured.height() == height && coloured.width() == width)) return coloured;
        if (filter.isEmpty()) {
            throw new UserError(who + " takes images of " + height + " x " + width + ", got " + image.height() + " x "
                    + image.width() + "; resize with " + parameter("resize") + " " + height + "x" + width);
        }
        return new Resize(height, width, filter.get()).of(coloured);
    }

    @Override
    public String description() {
        if (height == 0) return "by the network itself";
        return filter.map(f -> new Resize(height, width, f).description()).orElse("none");
    }
}
