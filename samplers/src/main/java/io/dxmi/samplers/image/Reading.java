package io.dxmi.samplers.image;

/**
 * How the values in a picture file become a picture.
 *
 * @param shown as a viewer shows it: turned as its EXIF orientation says, and transparent parts on white. Else the values are as
 *     they are stored.
 * @param bits used bits of values that are stored in 16 bits, 8 to 16: cameras store 12 bits in 16
 */
public record Reading(boolean shown, int bits) {

    /** The highest number of bits that a stored value has. */
    public static final int MOST_BITS = 16;

    /** As Pillow's {@code convert("RGB")} gives it. */
    public static final Reading STORED = new Reading(false, MOST_BITS);

    public Reading {
        if (bits < 8 || bits > MOST_BITS) throw new IllegalArgumentException("expected 8 to 16 bits, got " + bits);
    }
}
