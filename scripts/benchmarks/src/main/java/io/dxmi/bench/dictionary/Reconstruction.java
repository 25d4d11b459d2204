package io.dxmi.bench.dictionary;

import io.dxmi.bench.MeasuredPage;
import io.dxmi.bench.dictionary.Multiplicative.Factors;
import io.dxmi.bench.dictionary.WassersteinDictionary.Setting;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** How well dictionaries of equal rank rebuild digits that they were not fitted to, and what their codes tell of the 9s. */
final class Reconstruction {

    private static final double GAMMA = 0.005;
    private static final int JUDGED = 500; // iterations of Sinkhorn
    private static final int UPDATES = 500;
    private static final int CODES = 300;
    private static final double FLOOR = 1e-9;
    private static final double UNIFORM = 0.01;

    private final Held held;
    private final int rank;
    private final int sweeps;
    private final long seed;
    private final EntropicTransport judge = new EntropicTransport(Digits.SIDE, Digits.SIDE, GAMMA);

    Reconstruction(Held held, int rank, int sweeps, long seed) {
        this.held = held;
        this.rank = rank;
        this.sweeps = sweeps;
        this.seed = seed;
    }

    /**
     * What one dictionary reaches.
     *
     * @param train mean transport cost of the training digits to their reconstructions
     * @param test of the test digits without the 9s
     * @param squared mean squared difference of the pixels of these
     * @param ofCost AUROC of the 9s by their transport cost
     * @param ofCodes AUROC of the 9s by their codes' nearest neighbours
     * @param seconds of the processor for the fit
     */
    record Result(double train, double test, double squared, double ofCost, double ofCodes, double seconds) {}

    private record Fitted(DMatrixRMaj train, DMatrixRMaj test, DMatrixRMaj atoms) {}

    Map<String, Result> all() {
        Map<String, Result> results = new LinkedHashMap<>();
        results.put("NMF, least squares", judged(() -> multiplicative(Multiplicative.FROBENIUS, false)));
        results.put("NMF, KL", judged(() -> multiplicative(Multiplicative.KL, false)));
        results.put("CP, least squares", judged(() -> multiplicative(Multiplicative.FROBENIUS, true)));
        results.put("CP, KL", judged(() -> multiplicative(Multiplicative.KL, true)));
        results.put("W-CP, random start", judged(() -> transported(random())));
        results.put("W-CP, start at CP, KL", judged(() -> transported(warm())));
        return results;
    }

    private Result judged(Supplier<Fitted> fit) {
        double began = MeasuredPage.processorSeconds();
        Fitted fitted = fit.get();
        double seconds = MeasuredPage.processorSeconds() - began;
        double[] train = judge.between(Rows.mixed(held.train(), FLOOR), rebuilt(fitted.train, fitted.atoms), JUDGED)
                .cost();
        DMatrixRMaj rebuilt = rebuilt(fitted.test, fitted.atoms);
        double[] test =
                judge.between(Rows.mixed(held.test(), FLOOR), rebuilt, JUDGED).cost();
        return new Result(
                MeasuredPage.mean(train),
                MeasuredPage.mean(Arrays.copyOf(test, held.normal())),
                IntStream.range(0, held.normal())
                        .mapToDouble(i -> Held.squared(held.test(), i, rebuilt, i))
                        .average()
                        .orElseThrow(),
                held.auroc(test),
                held.nearest(Rows.mixed(fitted.train, 0), Rows.mixed(fitted.test, 0)),
                seconds);
    }

    private static DMatrixRMaj rebuilt(DMatrixRMaj codes, DMatrixRMaj atoms) {
        return Rows.mixed(CommonOps_DDRM.mult(codes, atoms, null), FLOOR);
    }

    private Fitted multiplicative(Multiplicative kind, boolean rankOne) {
        Factors factors = factors(kind, rankOne);
        return new Fitted(factors.h(), kind.codes(held.test(), factors.d(), CODES), factors.d());
    }

    private Factors factors(Multiplicative kind, boolean rankOne) {
        SplittableRandom random = new SplittableRandom(seed);
        return rankOne
                ? kind.rankOne(held.train(), Digits.SIDE, rank, UPDATES, random)
                : kind.free(held.train(), rank, UPDATES, random);
    }

    private Fitted transported(WassersteinDictionary dictionary) {
        for (int k = 0; k < sweeps; k++) dictionary.sweep(new Lbfgs(40, 1e-6));
        DMatrixRMaj codes = dictionary.encode(held.test(), new Lbfgs(200, 1e-6));
        return new Fitted(dictionary.codes(), codes, dictionary.atoms());
    }

    private WassersteinDictionary random() {
        return WassersteinDictionary.random(setting(), held.train(), new SplittableRandom(seed));
    }

    private WassersteinDictionary warm() {
        Factors factors = factors(Multiplicative.KL, true);
        return WassersteinDictionary.from(setting(), held.train(), factors.h(), factors.d(), UNIFORM);
    }

    private Setting setting() {
        return new Setting(Digits.SIDE, Digits.SIDE, rank, GAMMA, new SimplexProx(1, 1e-3));
    }
}
