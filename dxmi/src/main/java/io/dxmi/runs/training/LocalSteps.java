package io.dxmi.runs.training;

import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.engine.train.Workers;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Local SGD (Stich, 2019): every worker takes its own steps, and every so many iterations all continue from the average of
 * their weights, moments and running averages. Workers that sum their gradients agree after every step.
 */
final class LocalSteps {

    /** Bytes that are summed at a time, unless a tensor has more: few sums, whose latency counts, and little memory. */
    private static final int BLOCK = 1 << 28;

    private final Workers workers;
    private final int every;
    private final Supplier<Map<String, HostTensor>> state;
    private final Consumer<Map<String, HostTensor>> restore;
    private long agreed;

    /**
     * Steps from a state in which all workers agree.
     *
     * @param every iterations between averages; 1 for workers that sum gradients
     * @param from finished iterations
     */
    LocalSteps(
            Workers workers,
            int every,
            long from,
            Supplier<Map<String, HostTensor>> state,
            Consumer<Map<String, HostTensor>> restore) {
        this.workers = workers;
        this.every = every;
        this.agreed = from;
        this.state = state;
        this.restore = restore;
    }

    /**
     * Averages if it is time to.
     *
     * @param done finished iterations
     * @param complete whether the state is all that the next iteration needs
     * @param last whether it is the last iteration
     * @return whether all workers agree
     */
    boolean after(long done, boolean complete, boolean last) {
        if (workers.isAlone() || every == 1) return true;
        boolean due = (complete && done - agreed >= every) || last;
        if (!due) return false;
        agreed = done;
        restore.accept(averaged(state.get()));
        return true;
    }

    private Map<String, HostTensor> averaged(Map<String, HostTensor> own) {
        Map<String, HostTensor> all = new LinkedHashMap<>(own);
        List<String> block = new ArrayList<>();
        int size = 0;
        for (Map.Entry<String, HostTensor> entry : own.entrySet()) {
            if (!isShared(entry.getKey(), entry.getValue())) continue;
            int bytes = entry.getValue().data().length;
            if (size > 0 && size > BLOCK - bytes) {
                average(block, size, all);
                block.clear();
                size = 0;
            }
            block.add(entry.getKey());
            size += bytes;
        }
        if (size > 0) average(block, size, all);
        return all;
    }

    /** What each worker counts for itself stays its own. */
    private static boolean isShared(String key, HostTensor tensor) {
        return tensor.dtype() == DType.F32
                && !key.startsWith(StateKeys.NEGATIVES)
                && !key.startsWith(StateKeys.MONITOR);
    }

    /** Averages some tensors, together of so many bytes, by one sum. */
    private void average(List<String> keys, int size, Map<String, HostTensor> all) {
        ByteBuffer sum = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        for (String key : keys) sum.put(all.get(key).data());
        workers.sum(sum.flip());
        for (int i = 0; i < size; i += Float.BYTES) sum.putFloat(i, sum.getFloat(i) / workers.count());
        for (String key : keys) {
            HostTensor own = all.get(key);
            byte[] data = new byte[own.data().length];
            sum.get(data);
            all.put(key, new HostTensor(own.dtype(), own.shape(), data));
        }
    }
}
