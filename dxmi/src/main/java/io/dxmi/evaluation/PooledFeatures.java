package io.dxmi.evaluation;

import io.dxmi.eval.feature.Calls;
import io.dxmi.eval.feature.Features;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.jobs.WorkersEnded;
import io.dxmi.samplers.image.Image;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Features of one source that the processes of a pool compute ahead of the caller, which takes them in order. */
final class PooledFeatures implements Calls.Batches {

    private final WorkerPool pool;
    private final List<String> jobs;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<String, byte[]> ready = new HashMap<>();
    private final Thread thread;
    /** Position of the first job whose features may still be taken. */
    private int next;

    private boolean closed;
    private boolean ended;
    private RuntimeException failure;

    PooledFeatures(WorkerPool pool, List<String> jobs) {
        this.pool = pool;
        this.jobs = jobs;
        for (int i = 0; i < jobs.size(); i++) positions.put(jobs.get(i), i);
        this.thread = new Thread(this::work, "features");
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try {
            pool.run(jobs, 2, this::put);
        } catch (RuntimeException e) {
            failure = e; // read once ended is set
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    /**
     * Drops what the caller has passed by, and waits where the caller is slower than the processes, so that the memory holds.
     */
    private synchronized void put(String job, byte[] content) {
        if (positions.get(job) < next) return;
        ready.put(job, content);
        notifyAll();
        waitWhile(() -> ready.size() > pool.ahead() && !closed);
    }

    @Override
    public synchronized Features of(int number, List<Image> images) {
        while (next < number) ready.remove(jobs.get(next++)); // batches that were left out
        String job = jobs.get(number);
        notifyAll();
        waitWhile(() -> !ready.containsKey(job) && !ended);
        byte[] content = ready.remove(job);
        next = number + 1;
        notifyAll();
        if (failure != null) throw failure;
        if (content == null) throw new WorkersEnded(pool.exitCode());
        Features features = features(content);
        if (features.pooled().length != images.size()) {
            throw new IllegalStateException("a worker gave features of " + features.pooled().length
                    + " pictures, expected " + images.size() + "; a file changed meanwhile");
        }
        return features;
    }

    private synchronized void waitWhile(BooleanSupplier condition) {
        try {
            while (condition.getAsBoolean()) wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while workers compute features", e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        pool.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static byte[] bytes(Features features) {
        double[][][] parts = {features.pooled(), features.spatial(), features.probabilities()};
        int size = 0;
        for (double[][] part : parts) size += 2 * Integer.BYTES + part.length * width(part) * Double.BYTES;
        ByteBuffer out = ByteBuffer.allocate(size);
        for (double[][] part : parts) {
            out.putInt(part.length).putInt(width(part));
            for (double[] row : part) for (double value : row) out.putDouble(value);
        }
        return out.array();
    }

    private static int width(double[][] part) {
        return part.length == 0 ? 0 : part[0].length;
    }

    private static Features features(byte[] content) {
        if (content.length == 0) return Features.of(new double[0][]);
        ByteBuffer in = ByteBuffer.wrap(content);
        return new Features(part(in), part(in), part(in));
    }

    private static double[][] part(ByteBuffer in) {
        double[][] part = new double[in.getInt()][in.getInt()];
        for (double[] row : part) for (int i = 0; i < row.length; i++) row[i] = in.getDouble();
        return part;
    }
}
