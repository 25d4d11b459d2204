package io.dxmi.samplers.golden;

import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * How far a computed array may be from a recorded one. A failure names the worst element, both values and the bound.
 *
 * @param text how the bound is made, for the message
 */
public record Tolerance(double size, String text, Bound bound) {

    /** The allowed absolute error of each element, given all expected values. */
    interface Bound {
        DoubleUnaryOperator of(double[] expected);
    }

    /** The same absolute error everywhere. */
    public static Tolerance absolute(double size) {
        return new Tolerance(size, "absolute", expected -> e -> size);
    }

    /** Relative to the largest magnitude of the array ({@code rel-max}). */
    public static Tolerance relMax(double size) {
        return new Tolerance(size, "x max |expected|", expected -> {
            double max = Arrays.stream(expected).map(Math::abs).max().orElse(0);
            return e -> size * max;
        });
    }

    /** Relative to each element. */
    public static Tolerance relative(double size) {
        return new Tolerance(size, "x |expected|", expected -> e -> size * Math.abs(e));
    }

    /** {@code size * max(1, |expected|)}, per element. */
    public static Tolerance scaled(double size) {
        return new Tolerance(size, "x max(1, |expected|)", expected -> e -> size * Math.max(1, Math.abs(e)));
    }

    public void check(String what, double actual, double expected) {
        check(what, new long[0], new double[] {actual}, new double[] {expected});
    }

    public void check(String what, double[] actual, double[] expected) {
        check(what, new long[] {expected.length}, actual, expected);
    }

    public void check(String what, double[] actual, HostTensor expected) {
        check(what, expected.shape(), actual, expected.toDoubles());
    }

    public void check(String what, float[] actual, HostTensor expected) {
        double[] wide = new double[actual.length];
        for (int i = 0; i < wide.length; i++) wide[i] = actual[i];
        check(what, wide, expected);
    }

    /** Compares shapes too. */
    public void check(String what, HostTensor actual, HostTensor expected) {
        if (!Arrays.equals(actual.shape(), expected.shape())) {
            throw new AssertionError(what + ": shape is " + Arrays.toString(actual.shape()) + ", expected "
                    + Arrays.toString(expected.shape()));
        }
        check(what, actual.toDoubles(), expected);
    }

    private void check(String what, long[] shape, double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            throw new AssertionError(what + ": has " + actual.length + " elements, expected " + expected.length + " "
                    + Arrays.toString(shape));
        }
        DoubleUnaryOperator allowed = bound.of(expected);
        int worst = -1;
        int failures = 0;
        double worstExcess = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < expected.length; i++) {
            double error = error(actual[i], expected[i]);
            double bound = allowed.applyAsDouble(expected[i]);
            if (error <= bound) continue; // NaN and infinite errors fail
            failures++;
            double excess = error / Math.max(bound, Double.MIN_NORMAL);
            if (worst < 0 || excess > worstExcess) {
                worst = i;
                worstExcess = excess;
            }
        }
        if (failures == 0) return;
        throw new AssertionError(what + ": " + failures + " of " + expected.length + " elements are off; worst at "
                + index(worst, shape) + ": got " + actual[worst] + ", expected " + expected[worst] + ", difference "
                + Math.abs(actual[worst] - expected[worst]) + ", allowed " + allowed.applyAsDouble(expected[worst])
                + " (" + size + " " + text + ")");
    }

    /** 0 for equal values, infinities and NaNs included; otherwise infinite where either is not finite. */
    private static double error(double actual, double expected) {
        if (Double.compare(actual, expected) == 0 || actual == expected) return 0;
        double error = Math.abs(actual - expected);
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }

    private static String index(int flat, long[] shape) {
        long[] index = new long[shape.length];
        long rest = flat;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return Arrays.toString(index);
    }
}
