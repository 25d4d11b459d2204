package io.dxmi.samplers.image;

/**
 * A picture and what its file tells about it.
 *
 * @param image read as asked for
 * @param orientation of EXIF, 1 (upright) to 8
 * @param transparent whether a part of it is transparent
 * @param peak largest value that is stored in 16 bits; 0 if values are stored in 8 or fewer
 */
public record PictureFile(Image image, int orientation, boolean transparent, int peak) {

    PictureFile(Image image) {
        this(image, Orientation.UPRIGHT, false, 0);
    }

    /** Turned as its orientation says. */
    PictureFile turned(int exif) {
        return new PictureFile(Orientation.turned(image, exif), exif, transparent, peak);
    }
}
