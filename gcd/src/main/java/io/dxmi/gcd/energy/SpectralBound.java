package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An energy whose matrices are scaled down to a largest singular value of {@code bound} wherever they are read (Miyato et
 * al., 2018, but as a bound: smaller matrices stay as they are). A convolution counts as the matrix (out, in k k). The gradient
 * goes through the scaling.
 *
 * <p>The singular value comes from power iteration on W W^T from a fixed start, so that there is no state beside the weights;
 * it falls short by a few percent where the two largest are close.
 *
 * @param iterations of the power method
 */
public record SpectralBound(Energy energy, double bound, int iterations) implements Energy {

    private static final double TINY = 1e-12;

    public SpectralBound {
        if (!(bound > 0)) throw new IllegalArgumentException("bound must be positive, got " + bound);
        if (iterations < 1) throw new IllegalArgumentException("iterations must be at least 1, got " + iterations);
    }

    @Override
    public List<Parameter> parameters() {
        return energy.parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        Map<String, long[]> shapes = parameters().stream().collect(Collectors.toMap(Parameter::name, Parameter::shape));
        Function<String, T> bounded = name -> {
            long[] shape = shapes.getOrDefault(name, new long[0]);
            return shape.length < 2 ? p.get(name) : o.exactly(() -> scaled(o, p.get(name), shape));
        };
        return energy.of(o, new Params<>(bounded), x);
    }

    private <T> T scaled(Ops<T> o, T weight, long[] shape) {
        T matrix = o.reshape(weight, shape[0], -1);
        T gram = o.linear(matrix, matrix); // W W^T
        T fixed = o.stopGradient(gram);
        double[] start = new double[Math.toIntExact(shape[0])];
        for (int i = 0; i < start.length; i++) start[i] = 1 + Math.cos(i); // orthogonal to nothing in particular
        // the matrix's own type, whatever that of constants
        T first = o.add(o.constant(start), o.scale(o.meanPerSample(fixed), 0));
        T u = unit(o, o.reshape(first, 1, -1), start.length);
        for (int i = 0; i < iterations; i++) u = unit(o, o.linear(u, fixed), start.length);
        T square = o.sum(o.mul(o.linear(u, gram), u));
        T sigma = o.sqrt(o.addScalar(square, TINY));
        T factor = o.clamp(o.scale(o.exp(o.scale(o.log(sigma), -1)), bound), 0, 1);
        return o.mul(weight, o.reshape(factor, ones(shape)));
    }

    private static <T> T unit(Ops<T> o, T u, int size) {
        T squares = o.scale(o.meanPerSample(o.square(u)), size);
        return o.mul(u, o.perSample(o.exp(o.scale(o.log(o.addScalar(squares, TINY)), -0.5)), 2));
    }

    private static long[] ones(long[] shape) {
        long[] ones = new long[shape.length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
