package io.dxmi.build;

import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.NoiseSd;
import io.dxmi.eval.quality.NoiseRule;
import io.dxmi.eval.quality.Points;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSource;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A configuration whose noises are all numbers: {@code auto} is replaced by what {@link NoiseRule} finds in the training data.
 *
 * @param lines what was chosen and from what, one line each, for people; empty if nothing was left to choose
 */
public record NoiseChoice(Config config, List<String> lines) {

    /** The choice does not follow the run's seed, so that runs of several seeds train under the same noise. */
    private static final long SEED = 0;

    /** Of a set of large pictures fewer are read, so that they fit into memory. */
    private static final long NUMBERS = 1L << 25;

    /** What a chosen number is rounded to: digits beyond it mean nothing, and differ between machines. */
    private static final MathContext DIGITS = new MathContext(3);

    /**
     * Chooses; the same data give the same numbers.
     *
     * @param data that the energy is trained on
     * @throws UserError if a set has no end or too few points, or if the number is out of the range of its key
     */
    public static NoiseChoice of(Config config, DataSource data) {
        List<String> lines = new ArrayList<>();
        NoiseSd energy = config.energy().noiseSd();
        Config chosen = config;
        if (energy.isAuto()) {
            NoiseSd sd = chosen("energy.noise_sd", data, NoiseRule::everyCoordinate, lines);
            chosen = chosen.with(chosen.energy().withNoise(sd));
        }
        if (config.game() instanceof GameConfig.Transport rules
                && rules.stochastic()
                && rules.to().isAuto()) {
            NoiseSd sd = chosen("game.to", Data.start(config.data()), NoiseRule::alongManifold, lines);
            if (sd.sd() > rules.from()) {
                throw new UserError("game.to=auto is " + sd.sd()
                        + " for these data; expected game.from at least as large, got " + rules.from());
            }
            chosen = chosen.with(rules.withTo(sd));
        }
        return new NoiseChoice(chosen, List.copyOf(lines));
    }

    private static NoiseSd chosen(String key, DataSource data, ToDoubleFunction<NoiseRule> sd, List<String> lines) {
        if (data.size() == Long.MAX_VALUE) {
            throw new UserError(
                    key + "=auto is for a finite set, whose noise depends on its number of points; expected a"
                            + " number with " + data.name() + ", which is drawn afresh, got auto");
        }
        NoiseRule rule = rule(key, data);
        double value = BigDecimal.valueOf(sd.applyAsDouble(rule)).round(DIGITS).doubleValue();
        lines.add(String.format(
                Locale.ROOT,
                "%s=auto is %s (%d points of about %.1f dimensions in %d; two such sets are %.3g apart, W2)",
                key,
                value,
                data.size(),
                rule.dimension(),
                rule.coordinates(),
                rule.distance()));
        return NoiseSd.of(value);
    }

    private static NoiseRule rule(String key, DataSource data) {
        int d = Math.toIntExact(Arrays.stream(data.sampleShape()).reduce(1, Math::multiplyExact));
        long read = Math.min(Math.min(2L * NoiseRule.MATCHED, data.size()), Math.max(NUMBERS / d, 1));
        try {
            return NoiseRule.statistical(Points.rows(data.batch(SEED, 0, (int) read), d), data.size());
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    key + "=auto cannot be told from " + data.name() + ": " + e.getMessage() + "; give a number", e);
        }
    }
}
