package io.dxmi.samplers.data;

import io.dxmi.samplers.UserError;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The point distributions that the field tests samplers on, all within about [-4, 4]^2. */
public enum PointSet {
    EIGHT_GAUSSIANS("8gaussians"),
    TWO_SPIRALS("2spirals"),
    PINWHEEL("pinwheel"),
    GAUSSIAN_GRID("25gaussians"),
    CHECKERBOARD("checkerboard"),
    MOONS("moons"),
    RINGS("rings");

    private final String label;

    PointSet(String label) {
        this.label = label;
    }

    /** The name that the literature and the command line use. */
    public String label() {
        return label;
    }

    public Distribution2d distribution() {
        return switch (this) {
            case EIGHT_GAUSSIANS -> EqualGaussians.onCircle();
            case TWO_SPIRALS -> new TwoSpirals();
            case PINWHEEL -> new Pinwheel();
            case GAUSSIAN_GRID -> EqualGaussians.onGrid();
            case CHECKERBOARD -> new Checkerboard();
            case MOONS -> new Moons();
            case RINGS -> new Rings();
        };
    }

    /** Whether a set is called so. */
    public static boolean isLabel(String name) {
        return Arrays.stream(values()).anyMatch(set -> set.label.equals(name));
    }

    /**
     * Finds a set by its {@link #label}.
     *
     * @throws UserError listing the known names
     */
    public static PointSet named(String label) {
        for (PointSet set : values()) {
            if (set.label.equals(label)) return set;
        }
        throw new UserError("unknown point set '" + label + "', expected one of "
                + Arrays.stream(values()).map(PointSet::label).collect(Collectors.joining(", ")));
    }
}
