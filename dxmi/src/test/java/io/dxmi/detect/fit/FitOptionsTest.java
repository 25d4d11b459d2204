package io.dxmi.detect.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.energy.Bandwidth.PointKind;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.energy.KernelMember;
import io.dxmi.detect.joint.JointSettings.Trainer;
import io.dxmi.detect.model.Pooling;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a fit does where the user leaves it open. */
class FitOptionsTest {

    private final FitOptions options = FitOptions.defaults(0);

    @ParameterizedTest
    @CsvSource({
        "TABLE, 63, NONE",
        "TABLE, 64, DXMI",
        "VECTORS, 5, NONE",
        "CURVES, 100, NONE",
        "BACKBONE, 160, NONE",
        "FEATURES, 40, DXMI",
        "IMAGES, 40, DXMI"
    })
    void jointTrainingIsLeftOutWhereItGainsNothing(SampleKind kind, int features, Trainer done) {
        assertThat(options.decided(kind, features).trainer()).isEqualTo(done);
        FitOptions asked = options.withJoint(options.joint().withTrainer(Trainer.PCD));
        assertThat(asked.decided(kind, features).trainer()).isEqualTo(Trainer.PCD);
    }

    @ParameterizedTest
    @CsvSource({
        "TABLE, 63, SAMPLES, SMALL_ROWS",
        "TABLE, 64, SAMPLES, SAMPLES",
        "VECTORS, 5, SAMPLES, SMALL_ROWS",
        "CURVES, 5, SAMPLES, SAMPLES",
        "IMAGES, 40, SAMPLES, SAMPLES",
        "IMAGES, 40, PLACES, PLACES"
    })
    void rowsOfFewFeaturesAreAKindOfTheirOwn(SampleKind kind, int features, PointKind points, PointKind fitted) {
        assertThat(options.memberFit(kind, features, points))
                .isInstanceOfSatisfying(
                        KernelMember.class, member -> assertThat(member.kind()).isEqualTo(fitted));
    }

    @Test
    void theEnergyOfThePaperIsAlwaysTrainedAndABaselineNever() {
        assertThat(options.withEnergy(EnergyKind.AUTOENCODER)
                        .decided(SampleKind.TABLE, 5)
                        .trainer())
                .isEqualTo(Trainer.DXMI);
        assertThat(options.withEnergy(EnergyKind.KNN)
                        .decided(SampleKind.IMAGES, 40)
                        .trainer())
                .isEqualTo(Trainer.NONE);
    }

    @Test
    void onlyWholeImagesWithABackboneAreScoredByAMean() {
        FitOptions backbone = options.withBackbone(Path.of("net.pth"));
        assertThat(pooling(backbone, SampleKind.BACKBONE)).isEqualTo(Pooling.TOP);
        assertThat(pooling(backbone.withTile(512), SampleKind.BACKBONE)).isEqualTo(Pooling.MAX);
        assertThat(pooling(backbone.withEnergy(EnergyKind.PATCHCORE), SampleKind.BACKBONE))
                .isEqualTo(Pooling.MAX);
        assertThat(pooling(options, SampleKind.IMAGES)).isEqualTo(Pooling.MAX);
        assertThat(pooling(backbone.withPooling(Pooling.MEAN), SampleKind.BACKBONE))
                .isEqualTo(Pooling.MEAN);
    }

    private static Pooling pooling(FitOptions options, SampleKind kind) {
        return options.about(kind, new long[] {160, 28, 28}, 0.5).pooling();
    }
}
