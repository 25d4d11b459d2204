package io.dxmi.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;

/** The parts that the measured.md of the experiments in scripts/experiments share. */
public final class MeasuredPage {

    private MeasuredPage() {}

    /**
     * Title, command, seeds, hardware, date and commit.
     *
     * @param time the processor time in words
     * @param commit of the sources, as the script that runs the experiment found it
     */
    public static String head(String command, int seeds, String time, String commit) {
        return String.format(
                Locale.ROOT,
                "# Measured%n%nCommand: `%s`. Seeds 0 to %d; mean ± standard deviation over the seeds.%n"
                        + "Hardware: %s, %d cores, one thread. Processor time: %s. Date: %s. Commit: %s.%n",
                command,
                seeds - 1,
                processor(),
                Runtime.getRuntime().availableProcessors(),
                time,
                LocalDate.now(java.time.ZoneId.systemDefault()),
                commit);
    }

    private static String processor() {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) return System.getProperty("os.arch");
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /** Processor time of this thread so far, s. With one thread of the engine that is all work. */
    public static double processorSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }

    public static double mean(double... values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** {@code mean ± standard deviation} of a sample, each in the given format; the mean alone of one value. */
    public static String spread(String format, double... values) {
        double mean = mean(values);
        String first = String.format(Locale.ROOT, format, mean);
        if (values.length == 1) return first;
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return first + " ± " + String.format(Locale.ROOT, format, Math.sqrt(squares / (values.length - 1)));
    }

    /** What a bound says: the condition, and whether it holds. */
    public static String verdict(String condition, boolean holds) {
        return condition + ": " + (holds ? "holds" : "FAILS");
    }
}
