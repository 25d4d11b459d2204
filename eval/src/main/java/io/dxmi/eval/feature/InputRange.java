package io.dxmi.eval.feature;

import io.dxmi.samplers.UserError;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a network takes for a pixel of value v, 0 to 255. */
public enum InputRange {
    /** v, as uint8. */
    UINT8("uint8", 1, 0),
    /** v, as float32. */
    BYTES("0..255", 1, 0),
    /** v / 255. */
    UNIT("0..1", 1 / 255.0, 0),
    /** v / 127.5 - 1. */
    SIGNED("-1..1", 1 / 127.5, -1);

    private final String label;
    private final double scale;
    private final double offset;

    InputRange(String label, double scale, double offset) {
        this.label = label;
        this.scale = scale;
        this.offset = offset;
    }

    /** The name that option files use. */
    public String label() {
        return label;
    }

    float of(int value) {
        return (float) (value * scale + offset);
    }

    /** For a pixel of v / 255. */
    float ofUnit(float value) {
        return (float) (value * (255 * scale) + offset);
    }

    /** Finds a range by its {@link #label}; a {@link UserError} lists the known ones. */
    static InputRange named(String label, String where) {
        for (InputRange range : values()) {
            if (range.label.equals(label)) return range;
        }
        throw new UserError(where + ": range must be one of "
                + Arrays.stream(values()).map(InputRange::label).collect(Collectors.joining(", ")) + "; got '" + label
                + "'");
    }
}
