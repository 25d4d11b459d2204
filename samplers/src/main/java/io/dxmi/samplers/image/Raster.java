package io.dxmi.samplers.image;

import java.awt.image.BufferedImage;

/** Pictures that another library has decoded. */
public final class Raster {

    private Raster() {}

    /** The stored values as {@link ImageSource#load} gives them; a palette is looked up to colour. */
    public static Image of(BufferedImage picture) {
        return ImageDecoder.pixels(picture, false);
    }
}
