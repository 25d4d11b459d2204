package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.energy.Bandwidth.PointKind;
import io.dxmi.detect.energy.KernelFit;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.joint.DataRows;
import io.dxmi.detect.joint.EnergyGame;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.joint.JointTraining;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.gcd.energy.AutoencoderEnergy;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.KernelEnergy;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The same energies against each kind of negatives. */
class TrainersTest {

    private static final int DIMENSIONS = 3;
    private static final JointSettings QUICK =
            new JointSettings(JointSettings.Trainer.DXMI, 4, 16, 2, 20, 8, 32, 0.01, 0.03, 0, 1e-3, 1e-3);

    @TempDir
    Path folder;

    private static float[] rows(int count) {
        Random random = new Random(5);
        float[] out = new float[count * DIMENSIONS];
        for (int i = 0; i < out.length; i++) out[i] = (float) ((i % DIMENSIONS + 1) * random.nextGaussian() / 2);
        return out;
    }

    private static float[] map(JointSettings.Trainer trainer) {
        Map<String, HostTensor> weights = new KernelFit(QUICK.withTrainer(trainer), PointKind.SAMPLES, 3, Device.cpu())
                .fit(rows(100), DIMENSIONS, Progress.NONE);
        return weights.get(KernelEnergy.MAP).toFloats();
    }

    @Test
    void eachMovesTheMapInItsOwnWayAndRepeatsItself() {
        float[] identity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        Map<JointSettings.Trainer, float[]> maps = new EnumMap<>(JointSettings.Trainer.class);
        for (JointSettings.Trainer trainer : EnumSet.range(JointSettings.Trainer.DXMI, JointSettings.Trainer.PCD)) {
            float[] map = map(trainer);
            assertThat(map).as("%s", trainer).isNotEqualTo(identity).isEqualTo(map(trainer));
            for (float weight : map) assertThat(weight).isFinite();
            maps.forEach((other, theirs) ->
                    assertThat(map).as("%s and %s", trainer, other).isNotEqualTo(theirs));
            maps.put(trainer, map);
        }
        assertThat(maps).hasSize(3);
    }

    @Test
    void noneLeavesTheMapAndAnOpenChoiceIsMadeOnce() {
        assertThat(map(JointSettings.Trainer.NONE)).isEqualTo(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
        JointSettings open = JointSettings.defaults();
        assertThat(open.decided(false).trainer()).isEqualTo(JointSettings.Trainer.NONE);
        assertThat(open.decided(true).trainer()).isEqualTo(JointSettings.Trainer.DXMI);
        JointSettings asked = open.withTrainer(JointSettings.Trainer.GCD);
        assertThat(asked.decided(false)).isEqualTo(asked);
        assertThat(asked.withIterations(0).decided(true).trainer()).isEqualTo(JointSettings.Trainer.NONE);
    }

    /** The record says what was done, not what was asked. */
    @ParameterizedTest
    @CsvSource({"63, AUTO, NONE", "64, AUTO, DXMI", "3, PCD, PCD", "64, NONE, NONE"})
    void anOpenChoiceDependsOnTheNumberOfColumns(int columns, JointSettings.Trainer asked, JointSettings.Trainer done)
            throws Exception {
        Random random = new Random(2);
        float[] values = new float[40 * columns];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        Npz.write(folder.resolve("rows.npz"), Map.of("features", HostTensor.of(values, 40, columns)));
        Path model = folder.resolve("model");
        FitOptions options = FitOptions.defaults(0).withJoint(QUICK.withTrainer(asked));
        Detection.fit(folder.resolve("rows.npz"), model, TableChoice.NONE, options, Progress.NONE);
        assertThat(ModelFolder.record(model).joint().trainer()).isEqualTo(done);
        assertThat(ModelFolder.record(model).summary())
                .containsEntry("trainer", done.name().toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @EnumSource(names = {"DXMI", "GCD", "PCD"})
    void anEnergyThatTakesRowsIsTrainedToo(JointSettings.Trainer trainer) {
        AutoencoderEnergy energy = new AutoencoderEnergy(DIMENSIONS, 8, 1, 2);
        DataRows rows = new DataRows(rows(100), DIMENSIONS);
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0);
            float[] before = weights.toHost().get("encoder.0.weight").toFloats();
            try (Learner learner = new Learner(root, weights, Adam.of(1e-3))) {
                ContrastiveLoss loss = new ContrastiveLoss(energy, Energy.NETWORK, 0.03);
                new JointTraining(QUICK.withTrainer(trainer), 3, rows, false)
                        .train(root, new EnergyGame.Player(energy, learner, loss), Progress.NONE);
                float[] after =
                        learner.average().toHost().get("encoder.0.weight").toFloats();
                assertThat(after).isNotEqualTo(before);
                for (float weight : after) assertThat(weight).isFinite();
            }
        }
    }
}
