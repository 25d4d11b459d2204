package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.sample.Transition;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes, right before each step of the value and the sampler, what that step is about to see. */
final class StepProbe {

    /** A value step: prediction and target per row, mean running cost. */
    record ValueStep(int t, double[] value, double[] target, double runningCost, Stats stats) {}

    /** A sampler step; {@code value} is the mean of the value term alone. */
    record SamplerStep(double value, Stats stats) {}

    private final GoldenRun run;
    private final Rehearsal value;
    private final Rehearsal sampler;
    private final Rehearsal energy; // null where the energy is not separate
    private final Compiled targets;
    private final Compiled lookAhead;
    private Map<String, float[]> energyGradient = new LinkedHashMap<>();

    StepProbe(GoldenRun run) {
        this.run = run;
        value = new Rehearsal(run.root, run.weights("value"), run.valueLoss, run.beside("value"));
        sampler = new Rehearsal(run.root, run.weights("sampler"), run.samplerLoss, run.beside("sampler"));
        energy = run.leak == null
                ? null
                : new Rehearsal(run.root, run.weights("energy"), run.samplerLoss, run.beside("energy"));
        Weights[] all = run.beside("none");
        targets = new Compiled(run.root, new Targets(run.valueLoss), all);
        lookAhead = new Compiled(run.root, new LookAhead(run.samplerLoss), all);
    }

    ValueStep value(NDManager scope, RecordedDraws draws, RollOut rollOut, int t) {
        NDArray x = rollOut.states().get(t);
        List<NDArray> in = new ArrayList<>(List.of(x, Torch.filled(scope, run.batch(), t)));
        if (run.options.drawsFreshMoves()) {
            in.add(draws.normal(scope, "value " + t, x.getShape().getShape()));
        } else {
            in.addAll(List.of(rollOut.states().get(t + 1), rollOut.stds().get(t)));
        }
        in.add(run.options.isConditional() ? ShuffledValueSteps.labels(scope, draws, rollOut, t) : rollOut.labels());
        in.add(run.velocity.squares());
        NDArray[] inputs = in.toArray(NDArray[]::new);
        List<NDArray> seen = targets.call(scope, inputs);
        return new ValueStep(
                t, Numbers.of(seen.get(0)), Numbers.of(seen.get(1)), Numbers.of(seen.get(2))[0], value.at(inputs));
    }

    SamplerStep sampler(NDManager scope, RecordedDraws draws, List<RollOut> rollOuts, int step) {
        VisitedStates all = VisitedStates.of(scope, rollOuts);
        long from = (long) step * run.batch();
        long to = Math.min(from + run.batch(), all.size());
        VisitedStates part =
                all.rows(draws.permutation(scope, "sampler", all.size()).get(from + ":" + to));
        NDArray noise =
                draws.normal(scope, "sampler " + step, part.states().getShape().getShape());
        NDArray[] inputs = {part.states(), part.steps(), noise, part.labels(), run.velocity.squares()};
        if (energy != null) {
            energy.at(inputs);
            energy.gradient().forEach((name, g) -> energyGradient.merge(name, g.toFloats(), StepProbe::sum));
        }
        double ahead = Numbers.of(lookAhead.call(scope, inputs).get(0))[0];
        return new SamplerStep(ahead, sampler.at(inputs));
    }

    /** Sets the leak to the energy's gradients of the sampler steps since the last call; returns their norm. */
    double leak() {
        double squares = 0;
        Map<String, HostTensor> leaked = new LinkedHashMap<>();
        for (String name : run.leak.names()) {
            HostTensor zero = Torch.host(run.leak.get(name));
            float[] g = energyGradient.getOrDefault(name, new float[Math.toIntExact(zero.size())]);
            for (float v : g) squares += (double) v * v;
            leaked.put(name, HostTensor.of(g, zero.shape()));
        }
        run.leak.set(leaked, "leaked gradients");
        energyGradient = new LinkedHashMap<>();
        return Math.sqrt(squares);
    }

    private static float[] sum(float[] a, float[] b) {
        float[] sum = new float[a.length];
        for (int i = 0; i < a.length; i++) sum[i] = a[i] + b[i];
        return sum;
    }

    /** Prediction, target and mean running cost of a value loss. */
    private record Targets(ValueLoss loss) implements Computation {
        @Override
        public List<String> inputs() {
            return loss.inputs();
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            T velocity = in.get(in.size() - 1);
            Transition<T> move = loss.moves().of(o, networks, in);
            return List.of(
                    loss.value().at(o, networks, in.get(0), in.get(1), in.get(in.size() - 2)),
                    loss.target().of(o, networks, move, velocity),
                    o.mean(loss.target().path().cost(o, move.state(), move.next(), move.t(), velocity)));
        }
    }

    /** The mean value of where fresh steps lead. */
    private record LookAhead(SamplerLoss loss) implements Computation {
        @Override
        public List<String> inputs() {
            return loss.inputs();
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Transition<T> move = loss.moves().of(o, networks, in);
            return List.of(o.mean(
                    loss.costToGo().value().at(o, networks, move.next(), o.increment(move.t(), 1), move.label())));
        }
    }
}
