package io.dxmi.build;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.Adapters;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.SizeOps;
import io.dxmi.samplers.engine.SizeOps.Sized;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.sample.Sampler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** @param adapters of the sampler, if it has some */
    static Activations ofSampler(Sampler sampler, Optional<Adapters> adapters) {
        return of(step(sampler), sampler.parameters(), adapters);
    }

    /** Names of a sampler's weights that its linear layers and convolutions multiply by. */
    static Set<String> weightsOf(Sampler sampler) {
        SizeOps o = new SizeOps();
        Map<String, Sized> known = known(o, sampler.parameters(), Optional.empty());
        step(sampler).run(o, new Params<>(known::get), 1);
        return sampler.parameters().stream()
                .filter(p -> p.shape().length > 1 && o.isWeight(known.get(p.name())))
                .map(Parameter::name)
                .collect(Collectors.toSet());
    }

    private static Pass step(Sampler sampler) {
        return (o, p, rows) -> sampler.step(
                o,
                p,
                o.outside(batched(rows, sampler.sampleShape())),
                o.outside(rows),
                o.outside(batched(rows, sampler.noiseShape())),
                o.outside(rows));
    }

    static Activations ofEnergy(Energy energy, long[] shape) {
        return of(
                (o, p, rows) -> energy.of(o, p, o.outside(batched(rows, shape)), o.outside(rows)),
                energy.parameters(),
                Optional.empty());
    }

    static Activations ofValue(TimeNetwork value, long[] shape) {
        return of(
                (o, p, rows) -> value.of(o, p, o.outside(batched(rows, shape)), o.outside(rows)),
                value.parameters(),
                Optional.empty());
    }

    private interface Pass {
        void run(SizeOps o, Params<Sized> p, long rows);
    }

    /** The difference of two rows and one: what depends on weights alone drops out. */
    private static Activations of(Pass pass, List<Parameter> parameters, Optional<Adapters> adapters) {
        SizeOps one = passed(pass, parameters, adapters, 1);
        SizeOps two = passed(pass, parameters, adapters, 2);
        return new Activations(two.keptBytes() - one.keptBytes(), two.largestBytes() - one.largestBytes());
    }

    private static SizeOps passed(Pass pass, List<Parameter> parameters, Optional<Adapters> adapters, long rows) {
        SizeOps o = new SizeOps();
        pass.run(o, new Params<>(known(o, parameters, adapters)::get), rows);
        return o;
    }

    private static Map<String, Sized> known(SizeOps o, List<Parameter> parameters, Optional<Adapters> adapters) {
        Map<String, Sized> known = new HashMap<>();
        parameters.forEach(p -> {
            int rank = adapters.map(all -> all.rank(p.name())).orElse(0);
            known.put(p.name(), rank == 0 ? o.outside(p.shape()) : o.adapted(rank, p.shape()));
        });
        return known;
    }

    private static long[] batched(long rows, long[] one) {
        long[] shape = new long[one.length + 1];
        shape[0] = rows;
        System.arraycopy(one, 0, shape, 1, one.length);
        return shape;
    }
}
