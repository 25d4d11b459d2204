package io.dxmi.eval.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Round numbers along an axis. */
final class Ticks {

    private Ticks() {}

    /** The multiples of 1, 2 or 5 times a power of ten in [low, high], at most {@code most} (2 or more) of them. */
    static double[] between(double low, double high, int most) {
        double least = (high - low) / most;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        double step = 10 * power;
        for (double factor : new double[] {5, 2, 1}) {
            if (factor * power >= least) step = factor * power;
        }
        List<Double> ticks = new ArrayList<>();
        // By index, since sums drift.
        for (double i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step && ticks.size() < most; i++) {
            ticks.add(i * step);
        }
        return ticks.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** As many digits as tell neighbours apart; plain between 0.001 and a million, {@code 1.5e-7} outside. */
    static String[] labels(double[] ticks) {
        double step = ticks.length > 1 ? ticks[1] - ticks[0] : 0;
        double size = Arrays.stream(ticks).map(Math::abs).max().orElse(0);
        int needed = step == 0 ? 0 : (int) Math.ceil(Math.log10(size / step) + 1);
        MathContext digits = new MathContext(Math.max(5, Math.min(15, needed)), RoundingMode.HALF_EVEN);
        return Arrays.stream(ticks).mapToObj(tick -> label(tick, digits)).toArray(String[]::new);
    }

    private static String label(double value, MathContext digits) {
        if (value == 0) return "0";
        BigDecimal rounded = new BigDecimal(value).round(digits).stripTrailingZeros();
        double size = Math.abs(value);
        if (size >= 0.000999 && size < 1e6) return rounded.toPlainString();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
    }
}
