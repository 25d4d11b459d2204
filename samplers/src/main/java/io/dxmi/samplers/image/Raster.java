package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.awt.image.BufferedImage;
import javax.imageio.IIOException;

/** Pictures that another library has decoded. */
public final class Raster {

    private Raster() {}

    /**
     * The stored values as {@link ImageSource#load} gives them; a palette is looked up to colour.
     *
     * @throws UserError if the values are no whole numbers or are amounts of ink
     */
    public static Image of(BufferedImage picture) {
        try {
            return new RasterPixels(Reading.STORED).of(picture, false).image();
        } catch (IIOException e) {
            throw new UserError("a picture: " + e.getMessage(), e);
        }
    }
}
