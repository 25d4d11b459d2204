package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.detect.baseline.IsolationForest;
import io.dxmi.detect.baseline.NeighbourDistance;
import io.dxmi.detect.compare.ComparisonReport;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.fit.DetectorFit;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelSamples;
import io.dxmi.detect.onnx.DetectorExport;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nearest neighbours and the isolation forest, as detectors and in the table of a comparison. */
class BaselinesTest {

    private static final FitOptions UNTRAINED =
            FitOptions.defaults(0).withJoint(FitOptions.defaults(0).joint().withIterations(0));

    @TempDir
    Path folder;

    /** Normal rows on a ring, anomalies in its middle. */
    private String ring(int normal, int anomalies) {
        Random random = new Random(4);
        StringBuilder text = new StringBuilder("x,y,label\n");
        for (int i = 0; i < normal + anomalies; i++) {
            double angle = 2 * Math.PI * random.nextDouble();
            double radius = i < normal ? 1 : 0.1;
            text.append(radius * Math.cos(angle) + 0.05 * random.nextGaussian())
                    .append(',')
                    .append(radius * Math.sin(angle) + 0.05 * random.nextGaussian())
                    .append(',')
                    .append(i < normal ? 0 : 1)
                    .append('\n');
        }
        return text.toString();
    }

    @Test
    void distanceIsTheMeanToTheNearestPoints() {
        float[] points = {0, 0, 3, 4, 6, 8, 30, 40};
        NeighbourDistance two = new NeighbourDistance(points, 2, 2);
        assertThat(two.of(new float[] {0, 0})[0]).isEqualTo(2.5, within(1e-6)); // itself and (3, 4)
        assertThat(two.leavingOwnOut(new float[] {0, 0})[0]).isEqualTo(7.5, within(1e-6)); // (3, 4) and (6, 8)
        assertThat(two.remembers(new float[] {6, 8})).isTrue();
        assertThat(two.remembers(new float[] {6, 7})).isFalse();
        assertThat(new NeighbourDistance(points, 2, 9).of(new float[] {0, 0})[0])
                .isEqualTo(65 / 4.0, within(1e-5));
    }

    @Test
    void forestIsolatesWhatLiesFarOut() {
        Random random = new Random(3);
        float[] rows = new float[600];
        for (int i = 0; i < rows.length; i++) rows[i] = (float) random.nextGaussian();
        double[] scores = IsolationForest.grown(rows, 2, 0).of(new float[] {0, 0, 1, -1, 6, 6});
        assertThat(scores[0]).isBetween(0.35, 0.5);
        assertThat(scores[2]).isBetween(0.7, 0.9);
        assertThat(scores[1]).isBetween(scores[0], scores[2]);
    }

    @Test
    void forestOfEqualRowsHasOneScore() {
        float[] rows = new float[60];
        Arrays.fill(rows, 2);
        double[] scores = IsolationForest.grown(rows, 3, 0).of(new float[] {2, 2, 2, 9, 9, 9});
        assertThat(scores[0]).isEqualTo(scores[1]).isEqualTo(0.5, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(names = {"KNN", "IFOREST"})
    void modelsScoreTheSameAfterReading(EnergyKind energy) throws Exception {
        Path data = Files.writeString(folder.resolve("ring.csv"), ring(120, 20));
        var fitted = DetectorFit.fit(data, TableChoice.NONE, UNTRAINED.withEnergy(energy), Progress.NONE);
        Path model = folder.resolve("model");
        ModelFolder.write(model, fitted);
        assertThatThrownBy(() -> DetectorExport.onnx(model, folder.resolve("files")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("kernel or autoencoder");
        assertThat(folder.resolve("files")).doesNotExist();
        try (Detector before = fitted.detector();
                Detector after = ModelFolder.read(model)) {
            var samples = ModelSamples.of(data, after, TableChoice.NONE);
            for (int i = 0; i < samples.size(); i++) {
                assertThat(after.score(samples.at(i))).isEqualTo(before.score(samples.at(i)));
            }
        }
    }

    @Test
    void damagedForestIsRefused() throws Exception {
        HostTensor loop = HostTensor.of(new float[100 * 5], 100, 5); // every node is the first's child
        Map<String, HostTensor> member = Map.of("nodes", loop, "expected", HostTensor.of(new double[] {1}, 1));
        assertThatThrownBy(() -> IsolationForest.read(member, 2, Path.of("model.safetensors")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("damaged");
    }

    /** Five held-out rows of 24 would flag a fifth of the others. */
    @ParameterizedTest
    @EnumSource(names = {"KNN", "KERNEL"})
    void fewRowsHoldTheRateOfFalsePositives(EnergyKind energy) throws Exception {
        int flagged = 0;
        for (int repeat = 0; repeat < 8; repeat++) {
            Path few = gaussian(repeat, 24);
            var fitted = DetectorFit.fit(few, TableChoice.NONE, UNTRAINED.withEnergy(energy), Progress.NONE);
            assertThat(fitted.detector().about().heldOut()).isEqualTo(24);
            try (Detector detector = fitted.detector()) {
                var others = ModelSamples.of(gaussian(100 + repeat, 250), detector, TableChoice.NONE);
                for (int i = 0; i < others.size(); i++)
                    flagged += detector.score(others.at(i)).anomalous() ? 1 : 0;
            }
        }
        assertThat(flagged / (8 * 250.0)).isBetween(0.01, 0.1);
    }

    private Path gaussian(int seed, int rows) throws Exception {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("a,b,c\n");
        for (int i = 0; i < rows; i++) {
            text.append(random.nextGaussian()).append(',').append(random.nextGaussian());
            text.append(',').append(random.nextGaussian()).append('\n');
        }
        return Files.writeString(folder.resolve("gaussian-" + seed + ".csv"), text);
    }

    /** Each is scored without its own places: a sample that no other resembles lies above all others. */
    @Test
    void fewMapsAreAllLearnedFromAndAllScored() throws Exception {
        Random random = new Random(9);
        float[] maps = new float[12 * 3 * 4 * 4];
        for (int i = 0; i < maps.length; i++) maps[i] = (float) random.nextGaussian();
        for (int i = 0; i < 3 * 4 * 4; i++) maps[i] += 30;
        Path data = folder.resolve("few.npz");
        Npz.write(data, Map.of("features", HostTensor.of(maps, 12, 3, 4, 4)));
        try (Detector detector = DetectorFit.fit(
                        data, TableChoice.NONE, UNTRAINED.withEnergy(EnergyKind.PATCHCORE), Progress.NONE)
                .detector()) {
            assertThat(detector.about().fittedOn()).isEqualTo(12);
            double[] scores = detector.calibration().scores();
            assertThat(scores).hasSize(12);
            assertThat(scores[11]).isGreaterThan(5 * scores[10]);
            assertThat(scores[0]).isGreaterThan(0);
        }
    }

    @Test
    void placesOfMapsAreScoredByTheNearest() throws Exception {
        Random random = new Random(7);
        float[] maps = new float[30 * 4 * 6 * 6];
        long[] labels = new long[30];
        for (int i = 0; i < maps.length; i++) maps[i] = (float) random.nextGaussian();
        for (int i = 25; i < 30; i++) {
            labels[i] = 1;
            for (int k = 0; k < 4; k++) maps[(i * 4 + k) * 36 + 14] += 20;
        }
        Path data = folder.resolve("maps.npz");
        Npz.write(data, Map.of("features", HostTensor.of(maps, 30, 4, 6, 6), "labels", HostTensor.of(labels, 30)));
        ComparisonReport report = compare(data, List.of(EnergyKind.PATCHCORE, EnergyKind.IFOREST), 2);
        assertThat(report.rows().get(0).auroc()).isEqualTo(1);
    }

    @Test
    void tableSaysWhatTheEnergyGains() throws Exception {
        Path data = Files.writeString(folder.resolve("ring.csv"), ring(200, 40));
        ComparisonReport report = compare(data, List.of(), 3);
        assertThat(report.rows())
                .extracting(ComparisonReport.Row::detector)
                .containsExactly("kernel, joint training", "kernel, no joint training", "knn", "iforest");
        assertThat(report.training()).isEqualTo(100);
        ComparisonReport.Row kernel = report.rows().get(0);
        ComparisonReport.Row forest = report.rows().get(3);
        assertThat(kernel.auroc()).isGreaterThan(0.99);
        assertThat(forest.auroc()).isLessThan(0.9); // its splits are along the axes: the middle of a ring looks normal
        assertThat(forest.between().high()).isNegative();
        assertThat(forest.difference())
                .isBetween(forest.between().low(), forest.between().high());
        assertThat(compare(data, List.of(), 3).rows())
                .extracting(ComparisonReport.Row::auroc)
                .isEqualTo(
                        report.rows().stream().map(ComparisonReport.Row::auroc).toList());
    }

    @Test
    void missingLabelsAreRefused() throws Exception {
        Path unlabelled = Files.writeString(folder.resolve("plain.csv"), "x,y\n" + "1,2\n2,3\n".repeat(30));
        assertThatThrownBy(() -> compare(unlabelled, List.of(), 2))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no labels");
        Path normal = Files.writeString(folder.resolve("normal.csv"), ring(30, 0));
        assertThatThrownBy(() -> compare(normal, List.of(), 2))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("30 and 0");
    }

    private static ComparisonReport compare(Path data, List<EnergyKind> energies, int splits) {
        return Detection.compare(data, TableChoice.NONE, energies, splits, UNTRAINED, Progress.NONE);
    }
}
