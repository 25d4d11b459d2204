package io.dxmi.runs.result;

import java.nio.file.Path;
import java.util.Map;

/**
 * A complete run: what {@code summary.json} holds.
 *
 * @param preset name of the configuration
 * @param seconds on the clock, all processes of the run together
 * @param files of the run folder, by what they hold
 */
public record RunSummary(String preset, long seed, double seconds, RunResult result, Map<String, Path> files) {}
