package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What is learned.
 *
 * @param path the file of {@link Name#POINTS}, relative to the caller's folder; null for all others
 * @param without the digit that training never sees and that the energy is to tell from the others; -1 for none, which is
 *     all that other data sets have
 */
public record DataConfig(Name name, String path, int without) {

    /** The data sets. */
    public enum Name {
        @JsonProperty("8gaussians")
        EIGHT_GAUSSIANS,
        @JsonProperty("2spirals")
        TWO_SPIRALS,
        @JsonProperty("checkerboard")
        CHECKERBOARD,
        @JsonProperty("moons")
        MOONS,
        @JsonProperty("rings")
        RINGS,
        @JsonProperty("digits")
        DIGITS,
        @JsonProperty("points")
        POINTS;

        public boolean isImage() {
            return this == DIGITS;
        }
    }

    public DataConfig {
        Require.that(name != null, "name must be given");
        Require.within("without", without, -1, 9);
        Require.that(without < 0 || name == Name.DIGITS, "without is for data.name=digits only, got " + without);
        if (name == Name.POINTS) Require.that(path != null, "path must name a CSV file of points, got nothing");
        else Require.that(path == null, "path is for data.name=points only, got " + path);
    }
}
