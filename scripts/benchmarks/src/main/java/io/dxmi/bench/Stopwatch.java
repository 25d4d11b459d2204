package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.dxdp.SamplerSteps;
import io.dxmi.dxdp.ValueSteps;
import io.dxmi.samplers.engine.Draws;
import java.util.EnumMap;
import java.util.Map;

/** Cuts an iteration into its moves, and counts what each draws. */
final class Stopwatch {

    /** What an iteration spends its time on, in order. */
    enum Move {
        ROLL_OUT("roll-out"),
        ENERGY("energy"),
        VALUE("value"),
        SAMPLER("sampler"),
        AVERAGE("average");

        final String label;

        Move(String label) {
            this.label = label;
        }
    }

    private final Map<Move, Samples> times = new EnumMap<>(Move.class);
    private final Map<Move, Integer> drawn = new EnumMap<>(Move.class);
    private final Samples whole = new Samples();
    private Move move = Move.ROLL_OUT;
    private Instant started;
    private Instant since;

    Stopwatch() {
        for (Move m : Move.values()) times.put(m, new Samples());
    }

    /** Forgets what was measured, such as the warm-up. */
    void clear() {
        times.values().forEach(Samples::clear);
        whole.clear();
    }

    Samples whole() {
        return whole;
    }

    Samples of(Move one) {
        return times.get(one);
    }

    /** Arrays of random numbers that the move drew in the last iteration, one native call each. */
    int drawn(Move one) {
        return drawn.getOrDefault(one, 0);
    }

    void start() {
        drawn.clear();
        move = Move.ROLL_OUT;
        started = Instant.now();
        since = started;
    }

    void stop() {
        enter(null);
        whole.add(started, since);
    }

    private void enter(Move next) {
        Instant now = Instant.now();
        times.get(move).add(since, now);
        since = now;
        move = next;
    }

    ValueSteps aroundValue(ValueSteps steps) {
        return (now, rollOut, velocity) -> {
            enter(Move.VALUE);
            return steps.update(now, rollOut, velocity);
        };
    }

    SamplerSteps aroundSampler(SamplerSteps steps) {
        return (now, rollOuts, velocity) -> {
            enter(Move.SAMPLER);
            var stats = steps.update(now, rollOuts, velocity);
            enter(Move.AVERAGE);
            return stats;
        };
    }

    /** Draws that are counted; the first use for the energy is where the roll-out ends. */
    Draws around(Draws draws) {
        return new Draws() {
            @Override
            public NDArray normal(NDManager scope, String purpose, long... shape) {
                drawn.merge(move, 1, Integer::sum);
                return draws.normal(scope, purpose, shape);
            }

            @Override
            public long seed(String purpose) {
                if (purpose.equals("energy")) enter(Move.ENERGY);
                return draws.seed(purpose);
            }

            @Override
            public NDArray permutation(NDManager scope, String purpose, long n) {
                drawn.merge(move, 1, Integer::sum);
                return draws.permutation(scope, purpose, n);
            }
        };
    }
}
