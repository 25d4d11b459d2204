package io.dxmi.cli;

import io.dxmi.config.Config;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Method;
import io.dxmi.eval.reference.Side;
import io.dxmi.runs.Experiment;
import io.dxmi.runs.Experiments;
import io.dxmi.runs.checkpoint.Checkpoint;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.result.RunMeasurement;
import io.dxmi.runs.result.RunResult;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The command line over an experiment that only adds up numbers, so that everything around training can be tested in
 * moments. The data set chooses what befalls it.
 */
final class CountingMain {

    private CountingMain() {}

    public static void main(String[] arguments) {
        System.exit(Main.run(experiments(), arguments));
    }

    static Experiments experiments() {
        return (config, device) -> new Counting(config);
    }

    private record Counting(Config config) implements Experiment {

        private Counting {
            if (config.data().name().equals("rings")) throw new UserError("data.name: no rings today");
        }

        @Override
        public Map<String, Long> parameters() {
            return Map.of("sampler", 1L);
        }

        @Override
        public Optional<RunResult> run(RunFolder folder, Progress progress, StopFlag stop) {
            Optional<Checkpoint> from = folder.checkpoints().latest();
            long done = from.map(Checkpoint::iteration).orElse(0L);
            double sum = from.map(c -> c.state().get("sum").toDoubles()[0]).orElse((double) config.seed());
            long total = config.trainer().iterations();
            progress.begin("train", done, total);
            while (done < total) {
                if (config.data().name().equals("moons") && done == 3) {
                    throw new IllegalStateException("the moon fell\ninto the sea");
                }
                pause();
                done++;
                sum += 1.0 / done;
                boolean report = done % config.trainer().reportEvery() == 0;
                progress.step("train", done, report ? Map.of("sum", sum) : Map.of());
                boolean stopping = stop.requested() && done < total;
                if (stopping || done % config.trainer().checkpointEvery() == 0 || done == total) {
                    folder.checkpoint("train", done, Map.of("sum", HostTensor.of(new double[] {sum}, 1)));
                }
                if (stopping) return Optional.empty();
            }
            progress.end("train");
            return Optional.of(new RunResult(
                    done,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    0,
                    measured(sum),
                    Optional.empty(),
                    List.of()));
        }

        private static RunMeasurement measured(double sum) {
            Side side = Side.plain("numbers", 1, "");
            Measured metric = new Measured("sum", sum, Method.own("sum", FeatureSet.POINTS, 0), side, side);
            return new RunMeasurement(List.of(metric), Map.of("plot", Path.of("p.png")));
        }

        private static void pause() {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }
}
