package io.dxmi.detect.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Learner;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.RateSchedule;
import java.util.Map;

/** An energy of vectors and whatever hands it negatives. */
public interface EnergyGame extends AutoCloseable {

    /** Learning rates end at this share of where they began. */
    double FLOOR = 0.05;

    /** Of the running averages of weights. */
    double DECAY = 0.98;

    /**
     * The side that is trained in every game.
     *
     * @param learner of the energy's weights
     * @param loss of data and samples; its data may be numbers of rows
     */
    record Player(Energy energy, Learner learner, Loss loss) {}

    /** One iteration, with the data that the loss takes. @return its scalars, by name */
    Map<String, Double> iterate(long i, NDArray data, Draws draws);

    @Override
    void close();

    /** By the chosen trainer, its sampler pre-trained on the rows. */
    static EnergyGame of(
            NDManager root, JointSettings settings, long seed, DataRows rows, Player player, Progress progress) {
        return switch (settings.trainer()) {
            case DXMI -> new DxmiGame(root, settings, seed, rows, player, progress);
            case GCD -> GcdGame.sampler(root, settings, seed, rows, player, progress);
            case PCD -> GcdGame.chains(root, settings, seed, rows, player);
        };
    }

    static RateSchedule rates(JointSettings settings) {
        return RateSchedule.cosine(settings.iterations(), FLOOR);
    }
}
