package io.dxmi.eval.reference;

/**
 * One of the two sets that a metric compares.
 *
 * @param from file, folder, data set or run
 * @param resize what was done to images before and by the extractor
 * @param rounding of pixels
 * @param count of samples that took part; 0 if their file does not say
 * @param sha256 of the file or of the samples, in hexadecimal; empty if it is not known
 */
public record Side(String from, String resize, String rounding, long count, String sha256) {

    /** @throws IllegalArgumentException if the origin is blank */
    public Side {
        if (from.isBlank()) throw new IllegalArgumentException("a set of samples needs its origin");
    }

    /** A set that was neither resized nor rounded. */
    public static Side plain(String from, long count, String sha256) {
        return new Side(from, "none", "none", count, sha256);
    }
}
