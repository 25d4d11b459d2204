package io.dxmi.jobs;

import io.dxmi.samplers.StopFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Processes of this machine that do jobs, each with an engine of its own. The jobs of a process that is lost are done again by
 * a new one, or by the others once several were killed; one that ends with an error ends the work of all. Of several errors, the
 * one of the first job is said.
 */
public final class WorkerPool {

    /** Jobs that may be complete, or begun, beyond the first that is not complete, for each worker. */
    private static final int AHEAD = 4;

    /** Times that a process is lost with the same job, which came no further meanwhile, before the work ends. */
    private static final int LOSSES = 3;

    /** Exit code of a process that was killed, as the system does where the memory ends. */
    private static final int KILLED = 137;

    /** Characters of a job's name in a line. */
    private static final int NAME = 80;

    private static final int TERM = 15;

    private static final long LOOK_MILLIS = 100;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Listens to jobs; called from one thread. */
    public interface Listener {

        /** A job is so far in a phase. */
        default void step(String job, String phase, long done, long total) {}

        /** A job is complete. Jobs complete in any order. */
        void result(String job, byte[] content);

        /** Passes the results on in the order of the jobs; those that come early wait in memory. */
        static Listener inOrder(List<String> jobs, BiConsumer<String, byte[]> sink) {
            Map<String, byte[]> early = new HashMap<>();
            Iterator<String> rest = jobs.iterator();
            String[] next = {rest.next()};
            return (job, content) -> {
                early.put(job, content);
                while (early.containsKey(next[0])) {
                    sink.accept(next[0], early.remove(next[0]));
                    next[0] = rest.hasNext() ? rest.next() : null;
                }
            };
        }
    }

    private record Message(WorkerProcess from, Event event) {}

    private final List<String> command;
    private final int workers;
    private final StopFlag stop;
    private final Consumer<String> notes;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final List<WorkerProcess> living = new ArrayList<>();
    private final Map<String, Integer> losses = new HashMap<>();
    /** The furthest step by job and phase. */
    private final Map<List<String>, Long> reached = new HashMap<>();

    private int kills;
    private Deque<String> waiting = new ArrayDeque<>();
    private List<String> order = List.of();
    private final Map<String, Integer> positions = new HashMap<>();
    private final Set<String> complete = new HashSet<>();
    private int first;
    private boolean stopping;
    private int failure;
    private boolean patient;
    private final FirstError error = new FirstError();
    private int lostWorkers;
    private final Set<String> said = new HashSet<>();

    /**
     * A pool.
     *
     * @param command starts a worker
     * @param workers how many at most
     * @param stop asks for an orderly end
     * @param notes takes the lines of the workers' errors, and what happens to workers
     */
    public WorkerPool(List<String> command, int workers, StopFlag stop, Consumer<String> notes) {
        this.command = List.copyOf(command);
        this.workers = workers;
        this.stop = stop;
        this.notes = notes;
    }

    /**
     * Does all jobs. No worker is left when this returns or throws.
     *
     * @param jobs names of one line each, all different; given out in this order
     * @param atHand jobs that a worker has at most: 1 if jobs are long, more if waiting for the next one would cost
     * @return whether all are complete; otherwise {@link #exitCode} says why not
     */
    public boolean run(List<String> jobs, int atHand, Listener listener) {
        order = List.copyOf(jobs);
        patient = atHand > 1;
        waiting = new ArrayDeque<>(order);
        for (int i = 0; i < order.size(); i++) positions.put(order.get(i), i);
        try {
            int needed = Math.min(workers, order.size());
            for (int i = 0; i < needed; i++) start();
            while (!living.isEmpty()) {
                if (stop.requested()) stopAll();
                handOut(atHand);
                take(messages.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS), listener);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.request(2);
        } finally {
            endAll();
            error.line().ifPresent(this::note);
        }
        return complete.size() == order.size();
    }

    /** Stops all work in order, from another thread; {@link #run} returns soon. */
    public void stop() {
        stop.request(TERM);
    }

    /** Workers at most. */
    public int workers() {
        return workers;
    }

    /** Results that there may be beyond the first job that is not complete. */
    public int ahead() {
        return AHEAD * workers;
    }

    /** Exit code of a command whose jobs are not all complete. */
    public int exitCode() {
        return failure != 0 ? failure : stop.exitCode();
    }

    private void start() {
        try {
            living.add(
                    WorkerProcess.start(command, (from, event) -> messages.add(new Message(from, event)), this::note));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    private void handOut(int atHand) {
        if (stopping) return;
        if (error.isMet()) stopLater();
        while (first < order.size() && complete.contains(order.get(first))) first++;
        int most = first + ahead();
        for (WorkerProcess worker : living) {
            while (!worker.isEnding()
                    && worker.jobs().size() < atHand
                    && !waiting.isEmpty()
                    && positions.get(waiting.peek()) < most
                    && isFair(worker)) worker.give(waiting.remove());
        }
        if (waiting.isEmpty()) {
            for (WorkerProcess worker : living) if (worker.jobs().isEmpty()) worker.end();
        }
    }

    /** A job that waits at one worker while another has none would be done later than it could. */
    private boolean isFair(WorkerProcess worker) {
        return worker.jobs().isEmpty() || waiting.size() >= workers;
    }

    private void take(Message message, Listener listener) {
        if (message == null) return;
        if (message.event() instanceof Event.Step step) {
            noteStep(step);
            listener.step(step.job(), step.phase(), step.done(), step.total());
        } else if (message.event() instanceof Event.Result result) {
            message.from().jobs().remove(result.job());
            complete.add(result.job());
            listener.result(result.job(), result.content());
        } else if (message.event() instanceof Event.Ended ended) {
            living.remove(message.from());
            ended(message.from(), ended.code());
        }
    }

    /** A job that comes further than before is not what its earlier processes were lost at. */
    private void noteStep(Event.Step step) {
        List<String> phase = List.of(step.job(), step.phase());
        if (step.done() <= reached.getOrDefault(phase, -1L)) return;
        reached.put(phase, step.done());
        losses.remove(step.job());
    }

    private void ended(WorkerProcess worker, int code) {
        Deque<String> left = worker.jobs();
        boolean undone = !left.isEmpty() || (!worker.isEnding() && code != 0 && !waiting.isEmpty());
        if ((code == 1 || code == 2) && undone && (!stopping || error.isMet())) {
            // where jobs are short, those before may end: they may have errors too
            error.met(positions.get(left.isEmpty() ? waiting.peek() : left.peek()), code, worker.lastWords());
            failure = error.code();
            if (!patient) stopAll();
            return;
        }
        worker.lastWords().ifPresent(this::note);
        if (stopping || worker.isEnding() || !undone) return;
        while (!left.isEmpty()) waiting.addFirst(left.removeLast());
        String job = waiting.isEmpty() ? "" : waiting.peek();
        int lost = losses.merge(job, 1, Integer::sum);
        if (lost >= LOSSES) {
            failure = 1;
            note(String.format(
                    Locale.ROOT,
                    "dxmi: failed: %d workers in a row ended with code %d at %s",
                    lost,
                    code,
                    shortened(job)));
            stopAll();
            return;
        }
        lostWorkers++;
        long others = living.stream().filter(other -> !other.isEnding()).count();
        boolean replaced = code != KILLED || kills++ == 0 || others == 0;
        note(String.format(
                Locale.ROOT,
                "dxmi: a worker ended with code %d (loss %d); its work is done again%s",
                code,
                lostWorkers,
                replaced ? "" : " by the other " + others + ", since the memory may not be enough for more"));
        if (replaced) start();
    }

    /** Stops the workers whose jobs come after the first error. */
    private void stopLater() {
        waiting.removeIf(job -> error.isBefore(positions.get(job)));
        for (WorkerProcess worker : living) {
            String job =
                    worker.jobs().isEmpty() ? waiting.peek() : worker.jobs().peek();
            if (worker.isEnding() || (job != null && !error.isBefore(positions.get(job)))) continue;
            worker.stop();
            worker.end();
        }
    }

    private static String shortened(String job) {
        return job.length() <= NAME ? job : job.substring(0, NAME) + "...";
    }

    /** Says once what several workers find. */
    private synchronized void note(String line) {
        if (said.add(line)) notes.accept(line);
    }

    private void stopAll() {
        if (stopping) return;
        stopping = true;
        living.forEach(worker -> {
            worker.stop();
            worker.end();
        });
    }

    /** Waits for what still runs, for a while. */
    private void endAll() {
        stopAll();
        long until = System.nanoTime() + PATIENCE_NANOS;
        for (WorkerProcess worker : living) {
            while (worker.isAlive() && System.nanoTime() < until) {
                try {
                    Thread.sleep(LOOK_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    until = System.nanoTime();
                }
            }
            if (worker.isAlive()) worker.kill();
        }
        living.clear();
    }
}
