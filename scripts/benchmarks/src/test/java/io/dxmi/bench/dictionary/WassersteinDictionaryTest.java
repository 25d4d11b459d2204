package io.dxmi.bench.dictionary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.bench.dictionary.EntropicTransport.Cost;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WassersteinDictionaryTest {

    private final DictionaryChecks checks = new DictionaryChecks(Digits.load());

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void gradientsAreThoseOfTheConjugates(long seed) {
        assertThat(checks.transportGradient(seed)).isLessThan(1e-6);
        assertThat(checks.proxGradient(seed, 0.01)).isLessThan(1e-6);
        assertThat(checks.proxGradient(seed, 0)).isLessThan(1e-6);
    }

    /** Strong duality: the value by Sinkhorn's iterations is that of the dual, which never sees a plan. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void oneFitClosesTheGap(long seed) {
        assertThat(checks.gap(seed).relative()).isLessThan(1e-9);
    }

    @Test
    void sweepsDescend() {
        var progress = checks.convergence(0, 1, 3, 6);
        assertThat(progress.get(3).objective()).isLessThan(progress.get(1).objective());
        assertThat(progress.get(6).objective()).isLessThan(progress.get(3).objective());
        assertThat(progress.get(6).cost()).isLessThan(progress.get(1).cost());
    }

    /** With little entropy the cost is that of the only plan: from one pixel to another. */
    @Test
    void costOfOnePixelIsItsSquaredDistance() {
        EntropicTransport transport = new EntropicTransport(8, 8, 0.005);
        DMatrixRMaj a = new DMatrixRMaj(1, 64);
        DMatrixRMaj b = new DMatrixRMaj(1, 64);
        a.data[0] = 1;
        b.data[3 * 8 + 4] = 1;
        Cost cost = transport.between(Rows.mixed(a, 1e-12), Rows.mixed(b, 1e-12), 200);
        assertThat(cost.cost()[0]).isCloseTo((9 + 16) / 98.0, within(1e-6));
    }

    @Test
    void proxWithoutEntropyIsTheNearestPointOfTheSimplex() {
        DMatrixRMaj old = DMatrixRMaj.wrap(1, 3, new double[] {0.2, 0.3, 0.5});
        DMatrixRMaj s = DMatrixRMaj.wrap(1, 3, new double[] {0.4, -3, 0.1});
        // lambda 2: the nearest point to (0.4, -1.2, 0.55) is (0.425, 0, 0.575)
        double[] point = new SimplexProx(2, 0).of(s, old).point().data;
        assertThat(point).containsExactly(new double[] {0.425, 0, 0.575}, within(1e-12));
    }

    @Test
    void divergenceOfEqualDigitsIsZero() {
        Held held = Held.draw(Digits.load(), 5, 5, 5, 0);
        Held same = new Held(held.train(), held.train(), 5);
        for (int i = 0; i < 5; i++) {
            double[] distances = new Divergence(0.02, 50).of(same).of(i);
            assertThat(distances[i]).isCloseTo(0, within(1e-12));
            assertThat(Arrays.stream(distances).filter(d -> d > 1e-4).count()).isEqualTo(4);
        }
    }

    /** A long valley: f = (1 - a)² + 100 (b - a²)² has its minimum 0 at (1, 1), though it is not convex. */
    @Test
    void solverFindsTheMinimumOfRosenbrock() {
        Lbfgs.Minimum minimum = new Lbfgs(200, 1e-9)
                .minimise(
                        (x, gradient) -> {
                            double valley = x[1] - x[0] * x[0];
                            gradient[0] = -2 * (1 - x[0]) - 400 * x[0] * valley;
                            gradient[1] = 200 * valley;
                            return Math.pow(1 - x[0], 2) + 100 * valley * valley;
                        },
                        new double[] {-1.2, 1});
        assertThat(minimum.x()).containsExactly(new double[] {1, 1}, within(1e-6));
        assertThat(minimum.iterations()).isLessThan(100);
    }

    @Test
    void multiplicativeUpdatesFindAnExactFactorisation() {
        SplittableRandom random = new SplittableRandom(3);
        DMatrixRMaj codes = Rows.uniform(12, 2, random);
        DMatrixRMaj atoms = Rows.outer(Rows.uniform(2, 4, random), Rows.uniform(2, 4, random));
        DMatrixRMaj x = CommonOps_DDRM.mult(codes, atoms, null);
        for (Multiplicative kind : Multiplicative.values()) {
            var found = kind.rankOne(x, 4, 2, 5000, random);
            DMatrixRMaj rebuilt = CommonOps_DDRM.mult(found.h(), found.d(), null);
            for (int i = 0; i < x.data.length; i++) assertThat(rebuilt.data[i]).isCloseTo(x.data[i], within(2e-3));
        }
    }
}
