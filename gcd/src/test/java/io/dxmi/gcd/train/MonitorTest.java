package io.dxmi.gcd.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way to go wrong is named once it lasts, and healthy rows are not. */
class MonitorTest {

    private static List<String> after(int looks, Map<String, Double> measured, double sampleSd) {
        return after(looks, measured, sampleSd, new Monitor(1, new long[] {2}, 1));
    }

    private static List<String> after(int looks, Map<String, Double> measured, double sampleSd, Monitor monitor) {
        try (NDManager root = Torch.open()) {
            NDArray data = new SeededDraws(0).at(0).normal(root, "data", 100, 2);
            NDArray samples =
                    new SeededDraws(0).at(0).normal(root, "sample", 100, 2).mul(Torch.scalar(root, sampleSd));
            for (int i = 0; i < looks; i++) {
                Row row = new Row();
                measured.forEach(row::put);
                monitor.observe(i, data, samples, row);
                row.read();
            }
            return monitor.warnings();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "energy/energy_magnitude, 1e8, blow-up, gamma",
        "energy/energy_sample, 100, negatives lag behind, more steps",
        "energy/energy_data, 100, negatives run away, smaller chain steps",
        "negatives/acceptance, 0.01, chains are stuck, smaller chain steps"
    })
    void aLastingSymptomIsNamedOnceWithItsRemedy(String name, double value, String symptom, String remedy) {
        assertThat(after(4, Map.of(name, value), 1)).isEmpty();
        assertThat(after(20, Map.of(name, value), 1))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith(symptom).contains(remedy));
    }

    @Test
    void aCollapsedSamplerIsNamed() {
        assertThat(after(20, Map.of(), 0.1))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("collapse").contains("raise tau"));
        assertThat(after(20, Map.of(), 0)).hasSize(1); // all on one point
        assertThat(after(20, Map.of("energy/energy_data", -3.0, "negatives/acceptance", 0.6), 0.8))
                .isEmpty();
    }

    /** DxMI's costs are per dimension: the same numbers mean more nats the lower the temperature is. */
    @Test
    void limitsOfEnergiesFollowTheTemperature() {
        Map<String, Double> measured = Map.of("energy/energy_sample", 20.0, "energy/energy_magnitude", 400.0);
        assertThat(after(20, measured, 1, new Monitor(1, new long[] {2}, 1))).isEmpty();
        assertThat(after(20, measured, 1, new Monitor(1, new long[] {2}, 0.5)))
                .singleElement()
                .satisfies(line ->
                        assertThat(line).startsWith("negatives lag behind").contains(" 40.0 times"));
        assertThat(after(20, measured, 1, new Monitor(1, new long[] {2}, 0.01))).hasSize(2);
    }

    /** A pre-trained sampler needs a while to catch up with the energy. */
    @Test
    void aLagCountsOnceItHasLastedForHalfOfTheTraining() {
        Map<String, Double> lag = Map.of("energy/energy_sample", 100.0);
        Monitor healthy = new Monitor(1, 90, new long[] {2}, 1);
        assertThat(after(30, lag, 1, healthy)).isEmpty();
        assertThat(after(30, Map.of(), 1, healthy)).isEmpty();
        assertThat(after(30, lag, 1, healthy)).isEmpty();
        Monitor lagging = new Monitor(1, 90, new long[] {2}, 1);
        assertThat(after(44, lag, 1, lagging)).isEmpty();
        after(5, Map.of(), 1, lagging);
        assertThat(after(41, lag, 1, lagging)).singleElement().asString().startsWith("negatives lag behind");
    }

    @Test
    void countersAndWarningsAreTheState() {
        Map<String, Double> measured = Map.of("energy/energy_magnitude", 1e8);
        Monitor whole = new Monitor(1, new long[] {2}, 1);
        Monitor resumed = new Monitor(1, new long[] {2}, 1);
        after(4, measured, 0.1, whole);
        resumed.restore(whole.state());
        assertThat(resumed.warnings()).isEmpty();
        assertThat(after(1, measured, 0.1, resumed)).hasSize(2).isEqualTo(after(1, measured, 0.1, whole));
        Monitor later = new Monitor(1, new long[] {2}, 1);
        later.restore(whole.state());
        assertThat(later.warnings()).isEqualTo(whole.warnings());
        later.restore(Map.of());
        assertThat(later.warnings()).isEmpty();
        assertThat(after(4, measured, 0.1, later)).isEmpty();
    }
}
