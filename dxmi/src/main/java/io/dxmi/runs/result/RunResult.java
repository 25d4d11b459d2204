package io.dxmi.runs.result;

import io.dxmi.runs.checkpoint.BestCheckpoint;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an experiment has come to.
 *
 * @param iterations of joint training
 * @param cpuSeconds processor time of training, s; empty if it is not known, as after a resume
 * @param measuringSeconds processor time of the measurements during training, s; known when that of training is
 * @param networkEvaluations rows of networks that joint training evaluated
 * @param best the iteration whose samples were nearest to the data during training; empty if this was not measured
 * @param warnings of the monitor, one line each with its remedy
 */
public record RunResult(
        long iterations,
        OptionalDouble cpuSeconds,
        OptionalDouble measuringSeconds,
        long networkEvaluations,
        RunMeasurement measured,
        Optional<BestCheckpoint> best,
        List<String> warnings) {}
