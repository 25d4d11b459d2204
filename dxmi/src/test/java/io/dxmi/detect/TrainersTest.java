package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.dxmi.gcd.energy.KernelEnergy;
import io.dxmi.samplers.checkpoint.HostTensor;
import io.dxmi.samplers.run.Progress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same energies against each kind of negatives. */
class TrainersTest {

    private static final int DIMENSIONS = 3;
    private static final JointSettings QUICK =
            new JointSettings(JointSettings.Trainer.DXMI, 4, 16, 2, 20, 8, 32, 0.01, 0.03, 0, 1e-3, 1e-3);

    private static float[] rows(int count) {
        Random random = new Random(5);
        float[] out = new float[count * DIMENSIONS];
        for (int i = 0; i < out.length; i++) out[i] = (float) ((i % DIMENSIONS + 1) * random.nextGaussian() / 2);
        return out;
    }

    private static float[] map(JointSettings.Trainer trainer) {
        Map<String, HostTensor> weights =
                new KernelFit(QUICK.withTrainer(trainer), 3, Device.cpu()).fit(rows(100), DIMENSIONS, Progress.NONE);
        return weights.get(KernelEnergy.MAP).toFloats();
    }

    @Test
    void eachMovesTheMapInItsOwnWayAndRepeatsItself() {
        float[] identity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        Map<JointSettings.Trainer, float[]> maps = new EnumMap<>(JointSettings.Trainer.class);
        for (JointSettings.Trainer trainer : JointSettings.Trainer.values()) {
            float[] map = map(trainer);
            assertThat(map).as("%s", trainer).isNotEqualTo(identity).isEqualTo(map(trainer));
            for (float weight : map) assertThat(weight).isFinite();
            maps.forEach((other, theirs) ->
                    assertThat(map).as("%s and %s", trainer, other).isNotEqualTo(theirs));
            maps.put(trainer, map);
        }
        assertThat(maps).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(JointSettings.Trainer.class)
    void theAutoencoderScoresFarPointsHigh(JointSettings.Trainer trainer) {
        List<Sample> normal = new ArrayList<>();
        List<Sample> test = new ArrayList<>();
        Random random = new Random(6);
        for (int i = 0; i < 140; i++) {
            float x = (float) random.nextGaussian();
            float noise = (float) (0.05 * random.nextGaussian());
            boolean far = i >= 120; // normal points lie on a line
            Sample sample = Sample.of("" + i, new float[] {x, far ? -x + 3 : x + noise, -x}, new long[] {DIMENSIONS});
            (i < 100 ? normal : test).add(sample);
        }
        FitOptions options = FitOptions.defaults(0)
                .withEnergy(ModelRecord.EnergyKind.AUTOENCODER)
                .withJoint(QUICK.withTrainer(trainer));
        double[] scores = Detection.scores(ModelRecord.Kind.VECTORS, normal, test, options, Progress.NONE);
        double near = 0;
        double far = 0;
        for (int i = 0; i < 20; i++) {
            near += scores[i];
            far += scores[20 + i];
        }
        assertThat(far).isGreaterThan(3 * near);
    }
}
