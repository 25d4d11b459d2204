package io.dxmi.judge;

import ai.djl.ndarray.NDManager;
import io.dxmi.build.Objectives;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.eval.feature.Sha256;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.FiniteSource;
import io.dxmi.samplers.data.ImageBatches;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.List;
import java.util.stream.Stream;

/** The judge of a data set. */
public final class Judges {

    private Judges() {}

    /** The judge for what a configuration trains. */
    public static Judge of(Config config, DataSource data, NDManager root) {
        if (config.game() instanceof GameConfig.Transport rules) {
            return new TransportJudge(points(config, data), data, config, rules);
        }
        if (data instanceof ImageBatches pictures) return new ImageJudge(pictures, config, root);
        if (config.data().imageShaped()) return new DigitsJudge((FiniteSource) data, config, root);
        return points(config, data);
    }

    private static PointsJudge points(Config config, DataSource data) {
        return new PointsJudge(data, config, Objectives.temperature(config, (int) data.sampleShape()[0]));
    }

    /**
     * Names of the metrics that sum a result up, the most important first. Each may have a floor, a ceiling or the value of
     * the best checkpoint beside it, under its name with {@code _floor}, {@code _ceiling} or {@code _best}.
     */
    public static List<String> main(Config config) {
        if (config.game() instanceof GameConfig.Transport) return TransportJudge.MAIN;
        return config.data().imageShaped() ? ImageJudge.MAIN : PointsJudge.MAIN;
    }

    /** {@link #main}, and behind it what a measurement again is made for: distances that only some samplers have. */
    public static List<String> measured(Config config) {
        return Stream.of(main(config), ScoreDistances.NAMES)
                .flatMap(List::stream)
                .toList();
    }

    /** Origin of a run's samples, for cards. */
    static String origin(Config config) {
        return "run of " + config.name() + " with seed " + config.seed();
    }

    /** SHA-256 of values as float32, in hexadecimal. */
    static String sha256(float[] values) {
        Sha256 sha = new Sha256();
        sha.add(HostTensor.of(values, values.length).data());
        return sha.hex();
    }
}
