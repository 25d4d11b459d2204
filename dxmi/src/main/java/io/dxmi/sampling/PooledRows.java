package io.dxmi.sampling;

import io.dxmi.jobs.WorkerLoop;
import io.dxmi.jobs.WorkerPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Samples that the processes of a pool draw, some batches a job. They are the bytes that one process draws: each batch is
 * whole, and they are taken in order.
 *
 * @param values numbers in a sample
 */
public record PooledRows(WorkerPool pool, int number, int batch, int values) implements SampleRows {

    /** Batches of a job, and the numbers that a job's samples may have. */
    private static final int MOST_BATCHES = 8;

    private static final int NUMBERS = 4_000_000;

    /** Jobs for each worker that what is left to draw is divided into. */
    private static final int JOBS_LEFT = 3;

    @Override
    public boolean draw(long from, Consumer<float[]> sink) {
        List<String> jobs = jobs(from);
        return jobs.isEmpty()
                || pool.run(jobs, 2, WorkerPool.Listener.inOrder(jobs, (job, content) -> sink.accept(floats(content))));
    }

    /** Jobs become smaller towards the end, so that no worker waits long for the last job of another. */
    private List<String> jobs(long from) {
        long most = Math.max(1, Math.min(MOST_BATCHES, NUMBERS / Math.max(1, (long) batch * values)));
        List<String> jobs = new ArrayList<>();
        long rows;
        for (long at = from; at < number; at += rows) {
            long batches = (number - at) / batch / ((long) JOBS_LEFT * pool.workers());
            rows = Math.min(number - at, batch * Math.max(1, Math.min(most, batches)));
            jobs.add(at + " " + rows);
        }
        return jobs;
    }

    private static float[] floats(byte[] content) {
        float[] values = new float[content.length / Float.BYTES];
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** What a worker of such a pool does. */
    public static WorkerLoop.Work work(SampleDrawer drawer, int batch) {
        return (job, progress) -> {
            int space = job.indexOf(' ');
            long from = Long.parseLong(job.substring(0, space));
            int n = Integer.parseInt(job.substring(space + 1));
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact((long) n * drawer.values() * Float.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 0; at < n; at += batch) {
                for (float value : drawer.rows(from + at, Math.min(batch, n - at))) content.putFloat(value);
            }
            return Optional.of(content.array());
        };
    }
}
