package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.sample.RollOut;
import java.util.List;

/**
 * The states that roll-outs passed through, before their last step: roll-out by roll-out, within each time by time.
 *
 * @param states (N T B, ...)
 * @param steps int64 (N T B)
 * @param labels int64 (N T B)
 */
public record VisitedStates(NDArray states, NDArray steps, NDArray labels) {

    static VisitedStates of(NDManager scope, List<RollOut> rollOuts) {
        NDList all = new NDList();
        NDList labels = new NDList();
        for (RollOut r : rollOuts) {
            all.addAll(r.states().subList(0, r.steps()));
            for (int t = 0; t < r.steps(); t++) labels.add(r.labels());
        }
        int batch = Math.toIntExact(all.get(0).getShape().get(0));
        int steps = rollOuts.get(0).steps();
        long[] times = new long[all.size() * batch];
        for (int i = 0; i < times.length; i++) times[i] = (i / batch) % steps;
        NDArray states = NDArrays.concat(all, 0);
        states.attach(scope);
        NDArray classes = NDArrays.concat(labels, 0);
        classes.attach(scope);
        return new VisitedStates(states, Torch.array(scope, times, times.length), classes);
    }

    long size() {
        return states.getShape().get(0);
    }

    /** The given rows, int64 (n). */
    VisitedStates rows(NDArray index) {
        return new VisitedStates(states.get(index), steps.get(index), labels.get(index));
    }
}
