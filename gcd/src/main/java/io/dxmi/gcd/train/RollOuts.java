package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.sample.RollOut;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Batches of trajectories of one sampler, read as one batch. */
final class RollOuts {

    private RollOuts() {}

    /** All rows in one roll-out, belonging to {@code scope}; a single roll-out is returned as it is. */
    static RollOut joined(NDManager scope, List<RollOut> rollOuts) {
        if (rollOuts.size() == 1) return rollOuts.get(0);
        return new RollOut(
                joined(scope, rollOuts, RollOut::states),
                joined(scope, rollOuts, RollOut::means),
                joined(scope, rollOuts, RollOut::stds),
                joined(scope, rollOuts, RollOut::noises),
                stacked(scope, rollOuts.stream().map(RollOut::labels).toList()));
    }

    private static List<NDArray> joined(
            NDManager scope, List<RollOut> rollOuts, Function<RollOut, List<NDArray>> part) {
        List<NDArray> all = new ArrayList<>();
        for (int t = 0; t < part.apply(rollOuts.get(0)).size(); t++) {
            int time = t;
            all.add(stacked(
                    scope, rollOuts.stream().map(r -> part.apply(r).get(time)).toList()));
        }
        return all;
    }

    /** Arrays one below the other, belonging to {@code scope}. */
    static NDArray stacked(NDManager scope, List<NDArray> parts) {
        NDArray all = NDArrays.concat(new NDList(parts), 0);
        all.attach(scope);
        return all;
    }
}
