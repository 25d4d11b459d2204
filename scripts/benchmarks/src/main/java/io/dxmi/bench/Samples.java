package io.dxmi.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Repeated measurements of one piece of work, milliseconds on both clocks. */
final class Samples {

    private static final double NANOS = 1e6;

    private final List<Double> wall = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    void add(Instant from, Instant to) {
        add((to.wall() - from.wall()) / NANOS, (to.cpu() - from.cpu()) / NANOS);
    }

    void add(double wallMillis, double cpuMillis) {
        wall.add(wallMillis);
        cpu.add(cpuMillis);
    }

    void clear() {
        wall.clear();
        cpu.clear();
    }

    /** Of an even number of measurements, the upper of the two in the middle. */
    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
    }

    private static double min(List<Double> values) {
        return values.stream().min(Double::compare).orElse(Double.NaN);
    }

    double medianCpu() {
        return median(cpu);
    }

    String ratioTo(Samples other) {
        return String.format(
                Locale.ROOT,
                "wall: %.2f of medians, %.2f of minima   cpu: %.2f of medians, %.2f of minima",
                median(wall) / median(other.wall),
                min(wall) / min(other.wall),
                median(cpu) / median(other.cpu),
                min(cpu) / min(other.cpu));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "wall %8.3f (min %8.3f)   cpu %8.3f (min %8.3f)",
                median(wall),
                min(wall),
                median(cpu),
                min(cpu));
    }
}
