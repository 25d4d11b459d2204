package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.data.TableScaling;
import io.dxmi.detect.energy.Coreset;
import io.dxmi.detect.energy.KernelScorer;
import io.dxmi.detect.energy.MemberFit;
import io.dxmi.detect.fit.DetectorFit;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.model.Calibration;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelSamples;
import io.dxmi.detect.model.PixelMap;
import io.dxmi.detect.report.EvaluationReport;
import io.dxmi.eval.reference.Reported;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.EnergyFunction;
import io.dxmi.gcd.energy.KernelEnergy;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorTest {

    private static final FitOptions QUICK = FitOptions.defaults(0)
            .withJoint(new JointSettings(JointSettings.Trainer.DXMI, 4, 32, 2, 50, 10, 32, 0.01, 0.03, 0, 1e-3, 1e-4));

    @TempDir
    Path folder;

    /** Two clusters; anomalies lie between them, where a single blob would be most likely. */
    private static String table(Random random, int normal, int anomalies) {
        StringBuilder text = new StringBuilder("a,b,c,label\n");
        for (int i = 0; i < normal + anomalies; i++) {
            double centre = i >= normal ? 0 : i % 2 == 0 ? 3 : -3;
            text.append(centre + 0.5 * random.nextGaussian())
                    .append(',')
                    .append(100 * (centre + 0.5 * random.nextGaussian()))
                    .append(',')
                    .append(i % 7 == 3 ? "" : String.valueOf(random.nextGaussian()))
                    .append(',')
                    .append(i < normal ? 0 : 1)
                    .append('\n');
        }
        return text.toString();
    }

    @Test
    void tableToModelToTheSameScores() throws Exception {
        Path train = Files.writeString(folder.resolve("train.csv"), table(new Random(1), 200, 20));
        Path test = Files.writeString(folder.resolve("test.csv"), table(new Random(2), 100, 50));
        Path model = folder.resolve("model");
        FittedModel fitted = DetectorFit.fit(train, TableChoice.NONE, QUICK, Progress.NONE);
        ModelFolder.write(model, fitted);

        EvaluationReport measured = Detection.evaluate(model, test, TableChoice.NONE, null, Progress.NONE);
        assertThat(Reported.metric("auroc", measured.metrics()).number()).isGreaterThan(0.98);

        try (Detector read = ModelFolder.read(model)) {
            Samples samples = ModelSamples.of(test, read, TableChoice.NONE);
            for (int i = 0; i < samples.size(); i++) {
                assertThat(read.score(samples.at(i)).score())
                        .isEqualTo(fitted.detector().score(samples.at(i)).score());
            }
            assertThat(read.about())
                    .usingRecursiveComparison()
                    .isEqualTo(fitted.detector().about());
        }
    }

    @Test
    void scoringInJavaIsTheEnergyThatWasTrained() {
        Random random = new Random(3);
        int d = 6;
        float[] points = normals(random, 700 * d);
        float[] rows = normals(random, 13 * d);
        KernelEnergy energy = new KernelEnergy(points, 700, d, 0.9);
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0);
            try (EnergyFunction function = new EnergyFunction(root, energy, weights)) {
                float[] expected =
                        function.of(root, Torch.array(root, rows, 13, d)).toFloatArray();
                double[] found = KernelScorer.of(weights.toHost(), points, d).of(rows);
                // float32 distances and a log-sum over 700 terms
                for (int i = 0; i < 13; i++) assertThat(found[i]).isCloseTo(expected[i], within(2e-5));
            }
        }
    }

    @Test
    void leavingOutIsTheEnergyOfTheOthers() {
        Random random = new Random(4);
        int d = 3;
        float[] points = normals(random, 40 * d);
        float[] others = java.util.Arrays.copyOfRange(points, d, points.length);
        float[] map = {1, 0, 0, 0, 2, 0, 0.5f, 0, 1};
        double without = new KernelScorer(others, map, d, 0.7, 1.3).of(java.util.Arrays.copyOf(points, d))[0];
        double left = new KernelScorer(points, map, d, 0.7, 1.3).leavingOut(points, new int[] {0})[0];
        assertThat(left).isCloseTo(without, within(1e-12));
    }

    @Test
    void calibrationCountsHeldOutSamples() {
        Calibration calibration = Calibration.quantile(new double[] {4, 1, 3, 2, 5}, 0.25);
        assertThat(calibration.threshold()).isEqualTo(4);
        assertThat(calibration.pValue(6)).isCloseTo(1 / 6.0, within(1e-12));
        assertThat(calibration.pValue(3)).isCloseTo(4 / 6.0, within(1e-12));
        assertThat(calibration.pValue(-1)).isEqualTo(1);
        double[] few = {4, 1, 3, 2, 5};
        assertThat(Calibration.expected(few, 0.25).threshold()).isEqualTo(4.5);
        assertThat(Calibration.expected(few, 0.01).threshold()).isEqualTo(5);
    }

    @Test
    void mapsAreExactWhereEnergiesAreLinear() {
        float[][] map = new PixelMap(2, 2, 0).of(new double[] {0, 1, 2, 3}, 4, 4);
        assertThat(map[0]).containsExactly(0f, 0.25f, 0.75f, 1f);
        assertThat(map[3]).containsExactly(2f, 2.25f, 2.75f, 3f);
        float[][] flat = new PixelMap(3, 3, 1).of(new double[] {5, 5, 5, 5, 5, 5, 5, 5, 5}, 9, 9);
        for (float[] row : flat) for (float v : row) assertThat(v).isCloseTo(5f, within(1e-5f));
    }

    @Test
    void coresetsLeaveNothingFarAway() {
        float[] rows = {0, 0, 0.1f, 0, 0, 0.1f, 9, 9, 9.1f, 9, -5, 3};
        float[] chosen = MemberFit.select(rows, 2, Coreset.of(rows, 2, 3, 7));
        boolean[] near = new boolean[3];
        for (int i = 0; i < chosen.length; i += 2) {
            near[0] |= Math.hypot(chosen[i], chosen[i + 1]) < 1;
            near[1] |= Math.hypot(chosen[i] - 9, chosen[i + 1] - 9) < 1;
            near[2] |= Math.hypot(chosen[i] + 5, chosen[i + 1] - 3) < 1;
        }
        assertThat(near).containsOnly(true);
    }

    @Test
    void columnsOfOneUnitShareAScale() {
        double[][] pixels = new double[4][16];
        double[][] three = {{0, 0, 0}, {16, 16, 1}, {8, 16, 0}, {16, 2, 0}};
        for (int i = 0; i < 4; i++) for (int j = 0; j < 16; j++) pixels[i][j] = three[i][j < 7 ? 0 : j < 14 ? 1 : 2];
        List<String> names = IntStream.range(0, 16).mapToObj(j -> "p" + j).toList();
        TableScaling scaling = TableScaling.fit("pixels", names, true, pixels, null);
        assertThat(scaling.sd()[0]).isEqualTo(scaling.sd()[15]);
        double[][] units = {{1, 1000}, {2, 1500}, {3, 1700}};
        TableScaling own = TableScaling.fit("units", List.of("a", "b"), true, units, null);
        assertThat(own.apply(units)[0]).isCloseTo(-1.2247f, within(1e-3f));
        assertThat(own.apply(new double[] {Double.NaN, Double.NaN})[0]).isCloseTo(0f, within(1e-6f));
    }

    private static float[] normals(Random random, int count) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) out[i] = (float) random.nextGaussian();
        return out;
    }
}
