package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.train.Iteration;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.sample.RollOut;
import java.util.ArrayList;
import java.util.List;

/**
 * The reference's value steps with classes: several passes over all times, each in an order of its own, and every row sees
 * the class of another: the rows are permuted, their classes are not.
 */
record ShuffledValueSteps(Update update, int passes) implements ValueSteps {

    @Override
    public Pending<Stats> update(Iteration now, RollOut r, NDArray velocity) {
        RecordedDraws draws = (RecordedDraws) now.draws();
        List<Pending<Stats>> all = new ArrayList<>();
        for (int pass = 0; pass < passes; pass++) {
            for (long time : draws.timeOrder(pass)) {
                int t = (int) time;
                long seed = draws.seed("value " + t);
                NDArray times = Torch.filled(now.scope(), r.labels().size(), t);
                all.add(update.start(
                        now.scope(),
                        now.rateFactor(),
                        seed,
                        r.states().get(t),
                        times,
                        r.states().get(t + 1),
                        r.stds().get(t),
                        labels(now.scope(), draws, r, t),
                        velocity));
            }
        }
        return Pending.all(all).map(Stats::mean);
    }

    /** The classes that the reference's value step at time t takes for the rows'. */
    static NDArray labels(NDManager scope, RecordedDraws draws, RollOut r, int t) {
        long[] own = r.labels().toLongArray();
        long[] taken = new long[own.length];
        int[] rows = draws.valueRows(t);
        for (int j = 0; j < rows.length; j++) taken[rows[j]] = own[j];
        return Torch.array(scope, taken, taken.length);
    }
}
