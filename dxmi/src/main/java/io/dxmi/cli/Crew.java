package io.dxmi.cli;

import io.dxmi.config.Config;
import io.dxmi.config.Yaml;
import io.dxmi.jobs.MemoryBudget;
import io.dxmi.jobs.WorkerCommand;
import io.dxmi.ring.MeetingPlace;
import io.dxmi.samplers.engine.Precision;
import io.dxmi.samplers.engine.train.Workers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The other workers of the training that this process keeps: started here, or come from elsewhere; none by default. */
final class Crew implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    /** Bytes of a weight in training: its value, gradient, average and moments. */
    private static final long BYTES = 5L * Float.BYTES;

    private static final double GIBI = 1L << 30;

    private final WorkersArguments arguments;
    private final List<String> options;
    private final PrintWriter err;
    private final Optional<MeetingPlace> place;
    private final String key = WorkersArguments.givenKey().orElseGet(WorkersArguments::newKey);
    private final Map<Integer, Process> processes = new TreeMap<>();

    /**
     * A crew that has not met yet.
     *
     * @param options of the workers that are started here
     */
    Crew(WorkersArguments arguments, List<String> options, PrintWriter err) {
        this.arguments = arguments;
        this.options = List.copyOf(options);
        this.err = err;
        int count = arguments.count();
        InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        place = count == 1
                ? Optional.empty()
                : Optional.of(new MeetingPlace(arguments.listen().orElse(here), key, count, this::end));
    }

    /** The workers as the first of them sees them. */
    Workers workers() {
        return place.<Workers>map(MeetingPlace::ring).orElse(Workers.ALONE);
    }

    /** Workers that this machine has. */
    int here() {
        return arguments.listen().isPresent() ? 1 : workers().count();
    }

    /**
     * The device of a worker of this machine: of several devices, each has its own.
     *
     * @param name as the user gave it
     */
    String device(String name, int rank) {
        return place.isPresent() && arguments.listen().isEmpty() && name.equals("cuda") ? "cuda:" + rank : name;
    }

    /**
     * Starts the others, or says how to start them, and waits until all are there.
     *
     * @param parameters of all networks
     * @throws io.dxmi.samplers.engine.train.WorkerLost if one of them ends
     */
    void gather(Config config, String device, long parameters) {
        if (place.isEmpty()) return;
        int others = workers().count() - 1;
        if (arguments.listen().isPresent()) invite(others);
        else {
            warn(others, parameters);
            for (int rank = 1; rank <= others; rank++) processes.put(rank, start(rank, device(device, rank)));
        }
        place.get().gather(Precision.inUse() + "\n" + Yaml.dump(config), there -> {
            if (arguments.listen().isPresent()) err.println("dxmi: " + there + " of " + (others + 1) + " workers");
        });
    }

    private void invite(int others) {
        String secret = WorkersArguments.givenKey().isPresent() ? "" : WorkersArguments.KEY + "=" + key + " ";
        int port = place.orElseThrow().address().getPort();
        err.println("dxmi: waiting for " + others + (others == 1 ? " worker" : " workers")
                + "; start each, on any machine that reaches this one, with: " + secret + "dxmi train --join HOST:"
                + port);
    }

    private void warn(int others, long parameters) {
        long need = MemoryBudget.need(WorkerCommand.statedHeap().orElse(JobsArguments.HEAP), BYTES * parameters);
        MemoryBudget budget = MemoryBudget.here();
        if (budget.workers(others, need) == others) return;
        err.printf(
                Locale.ROOT,
                "dxmi: %d more workers need up to %.1f GiB each, and %.1f GiB are free%n",
                others,
                need / GIBI,
                budget.free() / GIBI);
    }

    private Process start(int rank, String device) {
        InetSocketAddress at = place.orElseThrow().address();
        List<String> words = new ArrayList<>(List.of("train", "--helper", Integer.toString(rank)));
        words.addAll(List.of("--join", at.getAddress().getHostAddress() + ":" + at.getPort(), "--device", device));
        words.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(WorkerCommand.of(JobsArguments.main(), JobsArguments.HEAP, words))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(WorkersArguments.KEY, key);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a worker: " + e.getMessage(), e);
        }
    }

    private Optional<String> end(int rank) {
        Process process = processes.get(rank);
        return process == null || process.isAlive()
                ? Optional.empty()
                : Optional.of("ended with code " + process.exitValue());
    }

    /** Tells the others that the training is over, and waits for those that were started here. */
    @Override
    public void close() {
        place.ifPresent(MeetingPlace::close);
        for (Process process : processes.values()) {
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }
}
