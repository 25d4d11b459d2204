package io.dxmi.gcd.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AutoencoderEnergyTest {

    /** The code is divided by its length: a longer one changes nothing, another scale of the energy changes it alone. */
    @Test
    void codesLieOnASphereAndTheScaleIsLearned() {
        AutoencoderEnergy energy = new AutoencoderEnergy(5, 8, 2, 3);
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, "e", energy.parameters(), 1);
            NDArray x = Torch.array(root, new float[] {1, -2, 0.5f, 3, 1, 0, 1, 2, -1, 1}, 2, 5);
            try (EnergyFunction function = new EnergyFunction(root, energy, weights)) {
                float[] before = function.of(root, x).toFloatArray();
                assertThat(before[0]).isPositive();
                Map<String, HostTensor> host = weights.toHost();
                for (String name : new String[] {"encoder.2.weight", "encoder.2.bias"}) {
                    float[] longer = host.get(name).toFloats();
                    for (int i = 0; i < longer.length; i++) longer[i] *= 3;
                    host.put(name, HostTensor.of(longer, host.get(name).shape()));
                }
                weights.set(host, "test");
                float[] same = function.of(root, x).toFloatArray();
                for (int i = 0; i < 2; i++) assertThat(same[i]).isCloseTo(before[i], within(1e-5f));
                host.put("log_scale", HostTensor.of(new float[] {(float) Math.log(2)}, 1));
                weights.set(host, "test");
                float[] scaled = function.of(root, x).toFloatArray();
                for (int i = 0; i < 2; i++) assertThat(scaled[i]).isCloseTo(4 * before[i], within(1e-4f));
            }
        }
    }
}
