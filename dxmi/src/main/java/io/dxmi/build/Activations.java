package io.dxmi.build;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.SizeOps;
import io.dxmi.samplers.engine.SizeOps.Sized;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.sample.Sampler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory of a network's features in an optimiser step.
 *
 * @param kept for the gradient of one row, bytes
 * @param largest array of one row, bytes
 */
record Activations(long kept, long largest) {

    /** Arrays of the largest size that live at once in a backward pass: both gradients, and two in another memory layout. */
    private static final int PASSING = 4;

    /** Of so many rows, bytes. */
    long of(long rows) {
        return Math.multiplyExact(rows, Math.addExact(kept, PASSING * largest));
    }

    static Activations ofSampler(Sampler sampler) {
        return of(
                (o, p, rows) -> sampler.step(
                        o,
                        p,
                        o.outside(batched(rows, sampler.sampleShape())),
                        o.outside(rows),
                        o.outside(batched(rows, sampler.noiseShape())),
                        o.outside(rows)),
                sampler.parameters());
    }

    static Activations ofEnergy(Energy energy, long[] shape) {
        return of(
                (o, p, rows) -> energy.of(o, p, o.outside(batched(rows, shape)), o.outside(rows)), energy.parameters());
    }

    static Activations ofValue(TimeNetwork value, long[] shape) {
        return of((o, p, rows) -> value.of(o, p, o.outside(batched(rows, shape)), o.outside(rows)), value.parameters());
    }

    private interface Pass {
        void run(SizeOps o, Params<Sized> p, long rows);
    }

    /** The difference of two rows and one: what depends on weights alone drops out. */
    private static Activations of(Pass pass, List<Parameter> parameters) {
        SizeOps one = passed(pass, parameters, 1);
        SizeOps two = passed(pass, parameters, 2);
        return new Activations(two.keptBytes() - one.keptBytes(), two.largestBytes() - one.largestBytes());
    }

    private static SizeOps passed(Pass pass, List<Parameter> parameters, long rows) {
        SizeOps o = new SizeOps();
        Map<String, Sized> known = new HashMap<>();
        parameters.forEach(parameter -> known.put(parameter.name(), o.outside(parameter.shape())));
        pass.run(o, new Params<>(known::get), rows);
        return o;
    }

    private static long[] batched(long rows, long[] one) {
        long[] shape = new long[one.length + 1];
        shape[0] = rows;
        System.arraycopy(one, 0, shape, 1, one.length);
        return shape;
    }
}
