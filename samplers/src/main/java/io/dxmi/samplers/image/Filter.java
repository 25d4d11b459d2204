package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Interpolation kernels, as Pillow defines them. */
public enum Filter {
    BOX(0.5) {
        @Override
        double at(double x) {
            return x > -0.5 && x <= 0.5 ? 1 : 0;
        }
    },
    BILINEAR(1) {
        @Override
        double at(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /** Keys' cubic convolution with a = -1/2. */
    BICUBIC(2) {
        @Override
        double at(double x) {
            double a = -0.5;
            double t = Math.abs(x);
            if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
            return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
        }
    },
    LANCZOS(3) {
        @Override
        double at(double x) {
            return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    };

    /** Half the width of the kernel, in pixels. */
    final double support;

    Filter(double support) {
        this.support = support;
    }

    /** The weight at a distance of {@code x} pixels. */
    abstract double at(double x);

    /** The name that Pillow, and the command line, use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a filter by its {@link #label}.
     *
     * @throws UserError listing the known names
     */
    public static Filter named(String label) {
        for (Filter filter : values()) {
            if (filter.label().equals(label)) return filter;
        }
        throw new UserError("unknown filter '" + label + "', expected one of "
                + Arrays.stream(values()).map(Filter::label).collect(Collectors.joining(", ")));
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }
}
