package io.dxmi.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.Presets;
import io.dxmi.samplers.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a training is said to take before it starts. */
class ForecastTest {

    private static final long GIB = 1L << 30;

    private static Config config(String preset, String... settings) {
        return ConfigLoader.preset(preset, List.of(settings));
    }

    private static Forecast of(Config config) {
        long[] shape = config.data().imageShaped() ? new long[] {1, 28, 28} : new long[] {2};
        return Forecast.of(config, Models.of(config, shape));
    }

    private static Forecast fashion(String... settings) {
        return of(config("fashion-mnist-T4", settings));
    }

    @Test
    void memoryGrowsWithTheBatchUntilItIsCut() {
        long of128 = fashion("trainer.batch=128").memory();
        long of256 = fashion("trainer.batch=256").memory();
        long of512 = fashion("trainer.batch=512").memory();
        assertThat(of256).isGreaterThan(of128);
        assertThat(of512 - of256).isEqualTo(2 * (of256 - of128));
        long cut = fashion("trainer.batch=512", "trainer.micro_batch=8").memory();
        assertThat(cut).isLessThan(of128);
    }

    /** Each of four workers holds a quarter of the rows, beside its own copy of the weights. */
    @Test
    void workersShareTheRows() {
        Config config = config("fashion-mnist-T4", "trainer.batch=512", "pretrain.batch=512");
        Config quarter = config("fashion-mnist-T4", "trainer.batch=128", "pretrain.batch=128");
        long[] shape = {1, 28, 28};
        Forecast worker = Forecast.of(config, Models.of(config, shape), 4);
        assertThat(worker).isEqualTo(of(quarter));
        assertThat(worker.times(4).memory()).isEqualTo(4 * worker.memory());
    }

    /** The U-Net for ImageNet 64 x 64: 296 million parameters. */
    @Test
    void adaptersOfALargeNetworkSpareItsGradientsMomentsAndAverages() {
        long all = imagenet("sampler.adapter.rank=0").memory();
        Forecast adapters = imagenet("sampler.adapter.rank=8");
        assertThat(all).isGreaterThan(8 * GIB);
        long weights = 295_899_267L
                * Float.BYTES; // gradients, moments and averages of all are not there, with any heap of Java
        assertThat(adapters.memory()).isLessThan(all - 3 * weights);
        assertThat(adapters.memory())
                .isLessThan(imagenet("sampler.adapter.rank=64").memory());
        assertThat(adapters.disk())
                .isLessThan(imagenet("sampler.adapter.rank=0").disk() / 5);
    }

    private static Forecast imagenet(String setting) {
        Config config = config("imagenet64-T4", "data.path=pictures", "trainer.micro_batch=1", setting);
        return Forecast.of(config, Models.of(config, new long[] {3, 64, 64}));
    }

    @Test
    void diskFollowsTheCheckpoints() {
        long two = fashion("trainer.keep_checkpoints=2").disk();
        long three = fashion("trainer.keep_checkpoints=3").disk();
        long four = fashion("trainer.keep_checkpoints=4").disk();
        assertThat(four - three).isEqualTo(three - two).isPositive();
    }

    @Test
    void whatCannotFitIsRefusedWithWhatToLower() {
        Config large = config("fashion-mnist-T4", "trainer.batch=100000");
        Forecast forecast = of(large);
        assertThat(forecast.fits(8 * GIB)).isFalse();
        assertThatThrownBy(() -> forecast.requireMemory(large, 8 * GIB))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("trainer.batch is too large: ")
                .hasMessageContaining("the machine has 8.0 GiB")
                .hasMessageContaining("trainer.micro_batch=8");
        assertThat(forecast.lines(8 * GIB).get(0)).contains("it will be refused");
        Config small = config("fashion-mnist-T4");
        assertThatCode(() -> of(small).requireMemory(small, 8 * GIB)).doesNotThrowAnyException();
    }

    @Test
    void everyPresetOfPointsAndGreyPicturesHasAForecast() {
        for (String preset : Presets.NAMES) {
            Config config = config(preset);
            if (config.data().imageShaped() && !preset.contains("mnist")) continue;
            Forecast forecast = of(config);
            assertThat(forecast.memory()).as(preset).isBetween(GIB / 4, 4 * GIB);
            assertThat(forecast.lines(8 * GIB)).hasSize(2);
        }
    }
}
