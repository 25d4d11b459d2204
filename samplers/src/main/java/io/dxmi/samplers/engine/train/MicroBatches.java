package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One optimiser step down a mean over rows, a few rows at a time: the gradients of the parts add up to that of the whole, in
 * the memory of one part. Noise that the loss draws itself is drawn anew for each part.
 */
final class MicroBatches implements Update {

    private final NDManager root;
    private final Loss loss;
    private final long rows;
    private final Accumulation sum;

    /**
     * Compiles an update.
     *
     * @param rows of a part at most
     */
    MicroBatches(NDManager root, Learner learner, Loss loss, long rows, Weights... others) {
        this.root = root;
        this.loss = loss;
        this.rows = rows;
        this.sum = learner.compileParts(new Weighted(loss), List.of(), others);
    }

    /** The same, but batches of one part are a single call's. */
    Update orWhole(Update single) {
        return new Update() {
            @Override
            public Pending<Stats> start(NDManager scope, double rateFactor, long seed, NDArray... inputs) {
                Update chosen = rows(loss, inputs) <= rows ? single : MicroBatches.this;
                return chosen.start(scope, rateFactor, seed, inputs);
            }

            @Override
            public void close() {
                single.close();
                MicroBatches.this.close();
            }
        };
    }

    /** A part's loss and scalars, weighted by its share of the rows. */
    private record Weighted(Loss loss) implements Loss {
        @Override
        public List<String> inputs() {
            List<String> names = new ArrayList<>(loss.inputs());
            names.add("share");
            return names;
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            T share = in.get(in.size() - 1);
            Value<T> whole = loss.of(o, networks, in.subList(0, in.size() - 1));
            Map<String, T> logged = new LinkedHashMap<>();
            whole.logged().forEach((name, scalar) -> logged.put(name, o.mul(scalar, share)));
            return new Value<>(o.mul(whole.loss(), share), logged);
        }
    }

    static long rows(Loss loss, NDArray... inputs) {
        for (int i = 0; i < inputs.length; i++) {
            if (!loss.shared().contains(loss.inputs().get(i)))
                return inputs[i].getShape().get(0);
        }
        throw new IllegalArgumentException("a loss without rows cannot be cut: " + loss.inputs());
    }

    @Override
    public Pending<Stats> start(NDManager owner, double rateFactor, long seed, NDArray... inputs) {
        long size = rows(loss, inputs);
        int parts = 0;
        for (long from = 0; from < size; parts++) {
            long to = size - from <= rows ? size : from + rows;
            try (NDManager scope = root.newSubManager()) {
                NDArray[] part = new NDArray[inputs.length + 1];
                for (int i = 0; i < inputs.length; i++) {
                    boolean whole = to - from == size
                            || loss.shared().contains(loss.inputs().get(i));
                    part[i] = whole ? inputs[i] : inputs[i].get(from + ":" + to);
                    if (!whole) part[i].attach(scope);
                }
                part[inputs.length] = Torch.scalar(scope, (double) (to - from) / size);
                sum.add(scope, size, to - from == size ? seed : Seeds.ofPart(seed, parts), part);
            }
            from = to;
        }
        return sum.startWeighted(owner, rateFactor, size);
    }

    @Override
    public void close() {
        sum.close();
    }
}
