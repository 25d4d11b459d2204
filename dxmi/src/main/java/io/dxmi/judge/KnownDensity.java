package io.dxmi.judge;

import io.dxmi.config.EvaluationConfig;
import io.dxmi.eval.anomaly.WeightedAuroc;
import io.dxmi.eval.quality.JensenShannon;
import io.dxmi.eval.quality.ModeCoverage;
import io.dxmi.eval.quality.Points;
import io.dxmi.eval.reference.Fact;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.gcd.likelihood.Grid;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.Distribution2d;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.data.PlaneCells;
import io.dxmi.samplers.engine.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Points in the plane whose density is known: samples are compared with exact probabilities of small cells, the energy with the
 * density itself.
 *
 * @param data draws from the density
 * @param config the box of the noise that the energy is told from
 * @param seed of the draws of the floor
 * @param temperature at which the energy claims to be the data's, if it makes such a claim
 */
record KnownDensity(FreshDraws data, EvaluationConfig config, long seed, Optional<Double> temperature) {

    static final String DIVERGENCE = "jensen_shannon";
    static final String CEILING = "energy_auc_ceiling";

    /** In [-5, 5]^2, which holds all sets but for 1e-9 of their mass. */
    private static final PlaneCells CELLS = new PlaneCells(5, 100);

    /** Probability of a cell that holds data, and the distance at which a sample is far from all such cells. */
    private static final double HELD = 1e-6;

    private static final double FAR = 0.5;

    /** Cells an axis for quadrature: with a box of 8 to each side, 0.05 wide, a seventh of a narrow mode's sd. */
    private static final int FINE = 320;

    /** Half sides of the box: the grid reaches twice as far, and has to hold {@link #CELLS}. */
    private static final double LEAST_BOX = 2.5;

    private static final double LARGEST_BOX = 8;

    /** @throws UserError if the box is so small that data lie outside of the grid, or so large that its cells miss modes */
    KnownDensity {
        if (config.box() < LEAST_BOX || config.box() > LARGEST_BOX) {
            throw new UserError("evaluation.box must be " + LEAST_BOX + " to " + LARGEST_BOX + " for data.name="
                    + data.name() + ", got " + config.box());
        }
    }

    private Distribution2d truth() {
        return data.distribution();
    }

    /**
     * Divergence of samples, their share far from data, and how they spread over the modes.
     *
     * @param samples flat, (n, 2)
     * @param from origin of the samples, for cards
     */
    List<Reported> ofSamples(float[] samples, String from) {
        int n = samples.length / 2;
        double[] probabilities = CELLS.probabilities(truth());
        long[] counts = CELLS.counts(samples);
        long[] real = CELLS.counts(data.heldOut(Seeds.mix(seed, "evaluate", "exact"), n));
        String how = "Jensen-Shannon divergence in millinats, cells of 0.1 on +-5, first-order bias removed";
        Side drawn = Side.plain(from, n, "");
        Side exact = Side.plain(data.name() + ", exact draws, seed " + seed, n, "");
        Side cells = Side.plain("cell probabilities of " + data.name(), probabilities.length, "");
        String farAway = "share of samples farther than " + FAR + " from all cells of probability " + HELD;
        List<Reported> found = new ArrayList<>();
        found.add(measured(DIVERGENCE, 1000 * JensenShannon.of(probabilities, counts), how, drawn, cells));
        found.add(measured(DIVERGENCE + "_floor", 1000 * JensenShannon.of(probabilities, real), how, exact, cells));
        found.add(measured("far_outliers", far(probabilities, counts) / (double) n, farAway, drawn, cells));
        found.addAll(modes(samples, drawn));
        return found;
    }

    private static long far(double[] probabilities, long[] counts) {
        boolean[] far = CELLS.far(probabilities, HELD, FAR);
        long sum = 0;
        for (int k = 0; k < far.length; k++) if (far[k]) sum += counts[k];
        return sum;
    }

    /** Of the true density's modes, if it has any. */
    private List<Reported> modes(float[] samples, Side drawn) {
        if (truth().modes().isEmpty()) return List.of();
        double[][] centres =
                truth().modes().stream().map(m -> new double[] {m.x(), m.y()}).toArray(double[][]::new);
        double least = 0.1 / centres.length;
        ModeCoverage coverage = ModeCoverage.of(
                Points.rows(samples, 2), centres, truth().modes().get(0).sd(), least);
        Side modes = Side.plain("modes of " + data.name(), centres.length, "");
        String covered = "modes with a share of at least " + least + " of samples within 3 sd";
        String weights = "total variation distance of the modes' shares of the samples within 3 sd from equal shares";
        return List.of(
                new Fact("modes", centres.length),
                measured("modes_covered", coverage.covered(), covered, drawn, modes),
                measured("mode_weight_error", coverage.weightError(), weights, drawn, modes),
                measured(
                        "high_quality",
                        coverage.highQuality(),
                        "share of samples within 3 sd of a mode",
                        drawn,
                        modes));
    }

    /**
     * The energy's AUC beside that of the true density, and the KL divergence of its density from the true one.
     *
     * @param energy from points, flat (n, 2), to n energies
     */
    List<Measured> ofEnergy(Function<float[], double[]> energy, String run) {
        Grid grid = new Grid(2, 2 * config.box(), FINE);
        double[] axis = grid.axis();
        double[] density = truth().densities(axis, axis);
        double[] energies = energy.apply(grid.points());
        Side learned = Side.plain("energies of the " + run, energies.length, "");
        Side known = Side.plain("density of " + data.name(), energies.length, "");
        List<Measured> found = new ArrayList<>(aucs(axis, density, energies, learned, known));
        double[] logDensity = Arrays.stream(density).map(Math::log).toArray();
        String how = "KL of the energy's density from the true one on a grid";
        temperature.ifPresent(t ->
                found.add(measured("energy_kl", grid.divergence(logDensity, energies, 1 / t), how, learned, known)));
        found.add(measured(
                "energy_kl_rescaled",
                grid.leastDivergence(logDensity, energies),
                how + ", least over the energy's scale",
                learned,
                known));
        return found;
    }

    /** By quadrature: the energy's AUC, the most that an energy can reach, and how far it is from there. */
    private List<Measured> aucs(double[] axis, double[] density, double[] energies, Side learned, Side known) {
        double[] noise = new double[density.length];
        for (int k = 0; k < noise.length; k++) {
            double x = Math.abs(axis[k % axis.length]);
            double y = Math.abs(axis[k / axis.length]);
            noise[k] = x <= config.box() && y <= config.box() ? 1 : 0;
        }
        double auc = WeightedAuroc.of(energies, density, noise);
        double ceiling = WeightedAuroc.of(Arrays.stream(density).map(p -> -p).toArray(), density, noise);
        String how = "area under the ROC curve, data against uniform noise on +-" + config.box() + ", by quadrature";
        return List.of(
                measured(PointsJudge.AUC, auc, how, learned, known),
                measured(CEILING, ceiling, how + ", of the true density", known, known),
                measured(PointsJudge.AUC + "_gap", ceiling - auc, how + ", below the ceiling", learned, known));
    }

    private Measured measured(String name, Number value, String how, Side samples, Side reference) {
        return new Measured(name, value, Method.own(how, FeatureSet.POINTS, seed), samples, reference);
    }
}
