package io.dxmi.gcd.likelihood;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.negative.Mala;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import java.util.Arrays;
import java.util.List;

/**
 * Annealed importance sampling (Neal, 2001): chains go from a Gaussian to {@code exp(-E)} through {@code (1 - b) |x|^2 / (2
 * sd^2) + b E(x)}, b rising to 1 by equal steps, one Metropolis-adjusted Langevin move each. All chains and all their moves
 * are one native call.
 */
public final class AnnealedImportanceSampling implements AutoCloseable {

    private final double sd;
    private final long[] sampleShape;
    private final Compiled program;

    /**
     * Compiles the chains.
     *
     * @param sd standard deviation of the Gaussian, in units of the data: wide enough to cover them
     * @param temperatures moves of a chain
     * @param step of the moves, as {@link Mala}'s
     */
    public AnnealedImportanceSampling(
            NDManager root,
            Energy energy,
            Weights weights,
            double sd,
            int temperatures,
            double step,
            long... sampleShape) {
        if (temperatures < 1)
            throw new IllegalArgumentException("temperatures must be at least 1, got " + temperatures);
        this.sd = sd;
        this.sampleShape = sampleShape.clone();
        Tempered path = new Tempered(energy, sd, sampleShape);
        Mala mala = new Mala(step, sampleShape);
        program = new Compiled(
                root,
                new Computation() {
                    @Override
                    public List<String> inputs() {
                        return List.of("x");
                    }

                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        return o.exactly(() -> ends(o, networks.of(weights.name()), in));
                    }

                    private <T> List<T> ends(Ops<T> o, Params<T> p, List<T> in) {
                        T none = o.scale(o.meanPerSample(in.get(0)), 0);
                        List<T> end = o.loop(temperatures, List.of(in.get(0), o.constant(0), none), carried -> {
                            T x = carried.get(0);
                            T next = o.addScalar(carried.get(1), 1.0 / temperatures);
                            T gained = o.scale(o.sub(path.base(o, x), energy.of(o, p, x)), 1.0 / temperatures);
                            Params<T> at = new Params<>(name -> name.equals(Tempered.BETA) ? next : p.get(name));
                            T moved = mala.step(o, at, path, mala.begin(o, at, path, x))
                                    .get(0);
                            return List.of(moved, next, o.add(carried.get(2), gained));
                        });
                        return List.of(end.get(2), end.get(0));
                    }
                },
                weights);
    }

    /** Between the Gaussian and the energy, at the b that stands among the parameters. */
    private record Tempered(Energy energy, double sd, long... sampleShape) implements Energy {

        static final String BETA = "annealing temperature";

        @Override
        public List<Parameter> parameters() {
            return energy.parameters();
        }

        <T> T base(Ops<T> o, T x) {
            double d = Arrays.stream(sampleShape).reduce(1, Math::multiplyExact);
            return o.scale(o.meanPerSample(o.square(x)), d / (2 * sd * sd));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x) {
            T base = base(o, x);
            return o.add(base, o.mul(p.get(BETA), o.sub(energy.of(o, p, x), base)));
        }
    }

    /**
     * Estimates {@code log of the integral of exp(-E)}.
     *
     * @param chains at least two
     */
    public LogPartition logPartition(NDManager scope, int chains, Draws draws) {
        long[] shape = new long[sampleShape.length + 1];
        shape[0] = chains;
        System.arraycopy(sampleShape, 0, shape, 1, sampleShape.length);
        NDArray start = draws.normal(scope, "annealing start", shape).mul(Torch.scalar(scope, sd));
        float[] found =
                Torch.floats(program.call(scope, draws.seed("annealing"), start).get(0));
        double d = Arrays.stream(sampleShape).reduce(1, Math::multiplyExact);
        double gaussian = d / 2 * Math.log(2 * Math.PI * sd * sd);
        double[] logWeights = new double[chains];
        for (int i = 0; i < chains; i++) logWeights[i] = found[i] + gaussian;
        return LogPartition.of(logWeights);
    }

    @Override
    public void close() {
        program.close();
    }
}
