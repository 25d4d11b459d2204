package io.dxmi.jobs;

import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A worker's side of {@link WorkerPool}: jobs come as lines on its input, progress and results go out as frames. A worker
 * outlives no pool: if the input ends while it works, it stops in order, or at once where it cannot.
 */
public final class WorkerLoop {

    private static final long STEP_NANOS = 200_000_000L;

    /** Signal that stands for a lost pool. */
    private static final int TERM = 15;

    private static final String END = "";

    /** A job's content. */
    @FunctionalInterface
    public interface Work {

        /** Does a job. Returns its content; empty if it was stopped before its end. */
        Optional<byte[]> run(String job, Progress progress);
    }

    private final DataOutputStream out;
    private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
    private final StopFlag stop;
    private final Runnable endAtOnce;
    private volatile boolean busy;

    /**
     * A loop.
     *
     * @param stop is set when the pool asks for an end, or is lost
     * @param endAtOnce called then; ends this process if its work cannot stop in order, and does nothing otherwise
     */
    public WorkerLoop(InputStream in, OutputStream out, StopFlag stop, Runnable endAtOnce) {
        this.out = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
        this.stop = stop;
        this.endAtOnce = endAtOnce;
        Thread reader = new Thread(() -> read(in), "jobs");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream in) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(WorkerProcess.STOP)) stop();
                else jobs.add(line);
            }
        } catch (IOException e) {
            // The pool has ended.
        }
        jobs.add(END);
        if (!busy) return;
        if (!stop.requested()) stop();
    }

    private void stop() {
        stop.request(TERM);
        endAtOnce.run();
    }

    /**
     * Does jobs until there are no more.
     *
     * @return exit code
     */
    public int run(Work work) {
        try {
            for (String job = jobs.take(); !job.equals(END) && !stop.requested(); job = jobs.take()) {
                busy = true;
                Optional<byte[]> content = work.run(job, new Steps(job));
                if (content.isEmpty()) break;
                busy = false; // before the pool knows: it may end the input then
                send(new Event.Result(job, content.get()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return stop.requested() ? stop.exitCode() : 0;
    }

    private synchronized void send(Event event) {
        try {
            Event.write(event, out);
        } catch (IOException e) {
            stop.request(TERM); // the pool has ended
        }
    }

    /** Progress of a job, a few times a second. */
    private final class Steps implements Progress {

        private final String job;
        private long total;
        private long told;

        Steps(String job) {
            this.job = job;
        }

        @Override
        public void begin(String phase, long done, long total) {
            this.total = total;
            tell(phase, done);
        }

        @Override
        public void step(String phase, long done, Map<String, Double> scalars) {
            if (System.nanoTime() - told >= STEP_NANOS) tell(phase, done);
        }

        @Override
        public void end(String phase) {
            tell(phase, total);
        }

        private void tell(String phase, long done) {
            told = System.nanoTime();
            send(new Event.Step(job, phase, done, total));
        }
    }
}
