package io.dxmi.bench;

import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * When data-parallel training pays: a simulation of workers of slightly different speed and of their ring, chunk by chunk. A
 * training is told by its parameters and by the seconds that an iteration takes one worker; {@link WorkersBench} compares the
 * simulated ring with measured sums.
 */
public final class ScalingModel {

    private static final double CHUNK = 1 << 18;
    private static final int MOST_CHUNKS = 64;
    private static final List<Integer> WORKERS = List.of(2, 8, 64);
    private static final List<Double> SECONDS = List.of(0.1, 1.0, 10.0);
    private static final List<Double> MILLIONS = List.of(0.7, 36.0, 526.0);
    private static final int ROUNDS = 50;

    /** Standard deviation of the time of a worker's iteration, as a share of it. */
    private static final double JITTER = 0.03;

    /** Optimiser steps of an iteration of DxMI: energy, value, sampler. */
    private static final int UPDATES = 3;

    private static final int LOCAL_STEPS = 16;

    /** Weights, running averages and both moments, and the bytes of them that are summed at a time. */
    private static final int AVERAGED = 4;

    private static final double BLOCK = 1 << 28;

    /** A way between two workers: seconds until a message arrives, bytes per second. */
    private record Link(String name, double latency, double speed) {}

    private static final List<Link> LINKS = List.of(
            new Link("1 Gbit/s", 150e-6, 0.117e9),
            new Link("10 Gbit/s", 50e-6, 1.17e9),
            new Link("100 Gbit/s", 20e-6, 11.7e9));

    private ScalingModel() {}

    public static void main(String[] arguments) {
        System.out.printf(
                Locale.ROOT,
                "speed-up over one worker (with local_steps=%d), by seconds that an iteration takes one worker%n%n",
                LOCAL_STEPS);
        System.out.println("| parameters | network | workers | 0.1 s | 1 s | 10 s |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        for (double millions : MILLIONS) {
            for (Link link : LINKS) {
                for (int workers : WORKERS) print(millions, link, workers);
            }
        }
    }

    private static void print(double millions, Link link, int workers) {
        StringBuilder row =
                new StringBuilder(String.format(Locale.ROOT, "| %.1f M | %s | %d |", millions, link.name(), workers));
        for (double seconds : SECONDS) {
            double bytes = millions * 1e6 * Float.BYTES;
            double shared = slowest(seconds / workers, workers);
            double summing = ring(bytes, UPDATES, link.latency(), link.speed(), workers);
            int blocks = (int) Math.ceil(AVERAGED * bytes / BLOCK);
            double averaging = ring(AVERAGED * bytes, blocks, link.latency(), link.speed(), workers) / LOCAL_STEPS;
            row.append(String.format(
                    Locale.ROOT, " %.1f (%.1f) |", seconds / (shared + summing), seconds / (shared + averaging)));
        }
        System.out.println(row);
    }

    /** The slowest worker, each within a few per cent: the mean over rounds. */
    private static double slowest(double seconds, int workers) {
        SplittableRandom random = new SplittableRandom(1);
        double total = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double most = 0;
            for (int k = 0; k < workers; k++) most = Math.max(most, 1 + JITTER * random.nextGaussian());
            total += most;
        }
        return seconds * total / ROUNDS;
    }

    /** Seconds of sums of so many bytes in so many messages: segments pass the ring in chunks, each link one at a time. */
    static double ring(double bytes, int messages, double latency, double speed, int workers) {
        double segment = bytes / messages / workers;
        int chunks = (int) Math.max(1, Math.min(MOST_CHUNKS, Math.ceil(segment / CHUNK)));
        double piece = segment / chunks / speed;
        double[] free = new double[workers];
        double end = 0;
        PriorityQueue<double[]> ready = new PriorityQueue<>((a, b) -> Double.compare(a[0], b[0])); // time, worker, hops
        for (int k = 0; k < workers; k++) for (int c = 0; c < chunks; c++) ready.add(new double[] {0, k, 0});
        while (!ready.isEmpty()) {
            double[] chunk = ready.poll();
            int from = (int) chunk[1];
            double begun = Math.max(chunk[0], free[from]);
            free[from] = begun + piece;
            double there = free[from] + latency;
            end = Math.max(end, there);
            if (chunk[2] + 1 < 2 * (workers - 1)) {
                ready.add(new double[] {there, (from + 1) % workers, chunk[2] + 1});
            }
        }
        return end * messages;
    }
}
