package io.dxmi.jobs;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A process that does jobs in the order in which it is given them. Its end of input tells it to end. */
final class WorkerProcess {

    static final String STOP = "stop";

    /** Begins the line that a command ends with where it fails. */
    private static final String ERROR = "dxmi: ";

    /** Stands for the exit code of a process that was ended because what it sent could not be read. */
    static final int UNREADABLE = 255;

    private final Process process;
    private final OutputStream in;
    private final Deque<String> jobs = new ArrayDeque<>();
    private volatile String lastWords;
    private boolean ending;

    private WorkerProcess(Process process) {
        this.process = process;
        this.in = process.getOutputStream();
    }

    /**
     * Starts a process.
     *
     * @param events takes what the process tells, and its end as the last, from another thread
     * @param errors takes each line of its standard error but {@link #lastWords}, and why what it sent could not be read
     */
    static WorkerProcess start(List<String> command, BiConsumer<WorkerProcess, Event> events, Consumer<String> errors)
            throws IOException {
        WorkerProcess worker = new WorkerProcess(new ProcessBuilder(command).start());
        Thread said = daemon(() -> worker.readErrors(errors));
        daemon(() -> worker.readEvents(events, errors, said));
        return worker;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "worker");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void readErrors(Consumer<String> errors) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ERROR)) {
                    if (lastWords != null) errors.accept(lastWords);
                    lastWords = line;
                } else {
                    errors.accept(line);
                }
            }
        } catch (IOException e) {
            // The process has ended.
        }
    }

    private void readEvents(BiConsumer<WorkerProcess, Event> events, Consumer<String> errors, Thread said) {
        boolean readable = true;
        try (InputStream out = process.getInputStream();
                DataInputStream frames = new DataInputStream(new BufferedInputStream(out, 1 << 16))) {
            while (true) events.accept(this, Event.read(frames));
        } catch (StreamCorruptedException | RuntimeException | OutOfMemoryError e) {
            readable = false;
            errors.accept("dxmi: cannot read what a worker sends: "
                    + (e instanceof StreamCorruptedException ? e.getMessage() : e.toString()));
        } catch (IOException e) {
            // The process has ended or is about to end; half a frame is dropped.
        }
        try {
            // a process that crashes first writes to its standard output, and then to the file that says why
            if (!readable && !process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
            int code = process.waitFor();
            said.join(TimeUnit.SECONDS.toMillis(5));
            events.accept(this, new Event.Ended(readable ? code : UNREADABLE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last of its lines that may be the error that it ended with; the others were passed on. */
    Optional<String> lastWords() {
        return Optional.ofNullable(lastWords);
    }

    /** Jobs that it was given and has not completed, in order. */
    Deque<String> jobs() {
        return jobs;
    }

    /** Whether it was told to end. */
    boolean isEnding() {
        return ending;
    }

    /** Gives it a job. */
    void give(String job) {
        jobs.add(job);
        send(job);
    }

    /** Asks it to stop in order. */
    void stop() {
        send(STOP);
    }

    private void send(String line) {
        try {
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            // The process has ended: its end is on the way, and its jobs go to another.
        }
    }

    /** There are no more jobs: it takes none from now on. */
    void end() {
        ending = true;
        try {
            in.close();
        } catch (IOException e) {
            // The process has ended.
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    boolean isAlive() {
        return process.isAlive();
    }
}
