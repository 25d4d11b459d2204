package io.dxmi.bench.dictionary;

import io.dxmi.bench.dictionary.EntropicTransport.Cost;
import io.dxmi.bench.dictionary.WassersteinDictionary.Block;
import io.dxmi.bench.dictionary.WassersteinDictionary.Fit;
import io.dxmi.bench.dictionary.WassersteinDictionary.Setting;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;

/** Statements that hold whatever the data are, measured on digits. */
final class DictionaryChecks {

    private static final double STEP = 1e-6;

    private final Digits digits;

    DictionaryChecks(Digits digits) {
        this.digits = digits;
    }

    private WassersteinDictionary dictionary(int images, int atoms, SimplexProx prox, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] chosen = Arrays.copyOf(digits.shuffled(label -> true, random), images);
        Setting setting = new Setting(Digits.SIDE, Digits.SIDE, atoms, 0.02, prox);
        return WassersteinDictionary.random(setting, digits.distributions(chosen), random);
    }

    private interface Function {
        double at(DMatrixRMaj point);
    }

    /** Relative error of the derivative along a random direction against a central difference. */
    private static double error(Function f, DMatrixRMaj point, DMatrixRMaj gradient, SplittableRandom random) {
        double derivative = 0;
        DMatrixRMaj up = point.copy();
        DMatrixRMaj down = point.copy();
        for (int i = 0; i < point.data.length; i++) {
            double direction = random.nextGaussian();
            derivative += direction * gradient.data[i];
            up.data[i] += STEP * direction;
            down.data[i] -= STEP * direction;
        }
        return Math.abs((f.at(up) - f.at(down)) / (2 * STEP) / derivative - 1);
    }

    private static DMatrixRMaj normal(int rows, int columns, double sd, SplittableRandom random) {
        DMatrixRMaj out = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < out.data.length; i++) out.data[i] = sd * random.nextGaussian();
        return out;
    }

    /** Of W*, on 20 digits. */
    double transportGradient(long seed) {
        SplittableRandom random = new SplittableRandom(seed + 1000);
        DMatrixRMaj x = dictionary(20, 2, new SimplexProx(1, 1e-3), seed).images();
        EntropicTransport transport = new EntropicTransport(Digits.SIDE, Digits.SIDE, 0.02);
        DMatrixRMaj g = normal(x.numRows, x.numCols, 0.05, random);
        DMatrixRMaj gradient = new DMatrixRMaj(x.numRows, x.numCols);
        transport.conjugate(x, g, gradient);
        return error(p -> transport.conjugate(x, p, new DMatrixRMaj(x.numRows, x.numCols)), g, gradient, random);
    }

    /** Of R*. */
    double proxGradient(long seed, double rho) {
        SplittableRandom random = new SplittableRandom(seed + 2000);
        SimplexProx prox = new SimplexProx(1, rho);
        DMatrixRMaj old = Rows.uniform(20, 10, random);
        DMatrixRMaj s = normal(20, 10, 1, random);
        return error(p -> prox.of(p, old).value(), s, prox.of(s, old).point(), random);
    }

    /**
     * One fit of the codes of 20 digits.
     *
     * @param relative primal minus dual value over the primal's size
     */
    record Gap(double primal, double dual, double relative, int iterations) {}

    Gap gap(long seed) {
        SimplexProx prox = new SimplexProx(1, 1e-3);
        WassersteinDictionary dictionary = dictionary(20, 10, prox, seed);
        DMatrixRMaj old = dictionary.codes();
        Fit fit = dictionary.fit(Block.H, new Lbfgs(500, 1e-9));
        double primal = Arrays.stream(dictionary.cost(3000).value()).sum() + prox.value(fit.point(), old);
        return new Gap(primal, fit.dual(), Math.abs(primal - fit.dual()) / Math.abs(primal), fit.iterations());
    }

    /**
     * After k sweeps.
     *
     * @param objective mean W
     * @param cost mean transport cost
     * @param scaled k times the least squared step so far
     */
    record Progress(double objective, double cost, double scaled) {}

    /** On 60 digits with 8 atoms, at some numbers of sweeps. */
    Map<Integer, Progress> convergence(long seed, int... at) {
        WassersteinDictionary dictionary = dictionary(60, 8, new SimplexProx(1, 1e-3), seed);
        Map<Integer, Progress> progress = new TreeMap<>();
        double least = Double.POSITIVE_INFINITY;
        for (int k = 1; k <= at[at.length - 1]; k++) {
            least = Math.min(least, dictionary.sweep(new Lbfgs(60, 1e-6)));
            if (Arrays.binarySearch(at, k) < 0) continue;
            Cost cost = dictionary.cost(200);
            progress.put(
                    k,
                    new Progress(
                            Arrays.stream(cost.value()).average().orElseThrow(),
                            Arrays.stream(cost.cost()).average().orElseThrow(),
                            k * least));
        }
        return progress;
    }
}
