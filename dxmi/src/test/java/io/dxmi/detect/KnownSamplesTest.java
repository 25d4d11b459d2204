package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.energy.EnergyDifference;
import io.dxmi.detect.energy.KernelScorer;
import io.dxmi.detect.energy.KernelWeights;
import io.dxmi.detect.energy.VectorEnergy;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.fit.Outliers;
import io.dxmi.detect.fit.Supervision;
import io.dxmi.detect.known.KnownAnomalies;
import io.dxmi.detect.known.LinearDiscriminant;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.report.EvaluationReport;
import io.dxmi.detect.report.OutlierReport;
import io.dxmi.eval.reference.Reported;
import io.dxmi.gcd.energy.KernelEnergy;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that are not all normal: samples of known label beside them, and ranking them as they are. */
class KnownSamplesTest {

    private static final FitOptions UNTRAINED =
            FitOptions.defaults(0).withJoint(FitOptions.defaults(0).joint().withIterations(0));

    @TempDir
    Path folder;

    private final Random random = new Random(6);

    /** Rows around a centre in five dimensions; anomalies are a dense cluster of their own. */
    private String rows(int count, double centre, String label) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < 5; k++)
                text.append(centre + (centre > 0 ? 0.4 : 1) * random.nextGaussian())
                        .append(k < 4 ? "," : label + "\n");
        }
        return text.toString();
    }

    private Path file(String name, String header, String... parts) throws Exception {
        return Files.writeString(folder.resolve(name), header + "\n" + String.join("", parts));
    }

    private double auroc(String model, Path test) {
        EvaluationReport report =
                Detection.evaluate(folder.resolve(model), test, TableChoice.NONE, null, Progress.NONE);
        return Reported.metric("auroc", report.metrics()).number();
    }

    private ModelRecord fit(String model, Path data, Supervision supervision) {
        return Detection.fit(
                        data,
                        folder.resolve(model),
                        TableChoice.NONE,
                        UNTRAINED.withSupervision(supervision),
                        Progress.NONE)
                .single()
                .orElseThrow();
    }

    @Test
    void knownRowsUndoTheContaminationOfATable() throws Exception {
        String cleanRows = rows(40, 0, "");
        String anomalousRows = rows(5, 3, "");
        Path data = file("data.csv", "a,b,c,d,e", rows(600, 0, ""), rows(60, 3, ""), cleanRows, anomalousRows);
        Path clean = file("clean.csv", "a,b,c,d,e", cleanRows);
        Path anomalies = file("anomalies.csv", "a,b,c,d,e", anomalousRows);
        Path test = file("test.csv", "a,b,c,d,e,label", rows(200, 0, ",0"), rows(100, 3, ",1"));
        fit("without", data, Supervision.NONE);
        ModelRecord with = fit("with", data, Supervision.NONE.withClean(clean).withAnomalies(anomalies));
        // 40 clean and 5 anomalous rows are in the data as well: of the other 660, 30 % leave the memory
        assertThat(with.known()).isEqualTo(new ModelRecord.Known(40, 5, 0.25, 45 + 198));
        assertThat(with.fittedOn()).isEqualTo(462 + 20);
        assertThat(with.heldOut()).isEqualTo(20);
        assertThat(auroc("without", test)).isLessThan(0.8);
        assertThat(auroc("with", test)).isGreaterThan(0.98);
    }

    @Test
    void oneLabelledFileServesAsBoth() throws Exception {
        Path data = file("data.csv", "a,b,c,d,e", rows(200, 0, ""), rows(20, 3, ""));
        Path labelled = file("labelled.csv", "a,b,c,d,e,label", rows(20, 0, ",0"), rows(4, 3, ",1"));
        ModelRecord fitted =
                fit("model", data, Supervision.NONE.withClean(labelled).withAnomalies(labelled));
        assertThat(fitted.known()).isEqualTo(new ModelRecord.Known(20, 4, 0.25, 66));
    }

    @Test
    void smallImagesTakeKnownSamples() throws Exception {
        Path data = images("data.npz", 80, 15);
        Path clean = images("clean.npz", 20, 0);
        Path anomalies = images("anomalies.npz", 0, 5);
        ModelRecord fitted =
                fit("model", data, Supervision.NONE.withClean(clean).withAnomalies(anomalies));
        assertThat(fitted.known().removed()).isEqualTo(29); // 28.5, rounded
        Path scores = folder.resolve("scores.csv");
        Detection.score(folder.resolve("model"), anomalies, scores, null, TableChoice.NONE, Progress.NONE);
        assertThat(Files.readAllLines(scores).stream().filter(line -> line.endsWith(",1")))
                .hasSize(5);
    }

    /** Dark pictures of 8 x 8 with noise; anomalies have a bright corner. */
    private Path images(String name, int normal, int odd) {
        byte[] bytes = new byte[(normal + odd) * 64];
        for (int i = 0; i < bytes.length; i++) {
            boolean corner = i / 64 >= normal && i % 8 < 4 && i % 64 < 32;
            bytes[i] = (byte) (random.nextInt(60) + (corner ? 150 : 0));
        }
        HostTensor array = new HostTensor(DType.U8, new long[] {normal + odd, 8, 8}, bytes);
        Npz.write(folder.resolve(name), Map.of("images", array));
        return folder.resolve(name);
    }

    @Test
    void differenceOfEnergiesIsTheDifference() {
        float[] points = {0, 0, 1, 0, 0, 1};
        float[] anomalies = {4, 4};
        float[] map = {1, 0, 0, 1};
        KernelScorer normal = new KernelScorer(points, map, 2, 0.8, 1);
        VectorEnergy difference = normal.less(KnownAnomalies.nearestOnly(anomalies, 0.25, 2));
        float[] row = {2, 2};
        double nearest = 2 * 2 / 2.0 + 2 * 2 / 2.0; // squared distance over the dimensions: one point, no sum
        assertThat(difference).isInstanceOf(EnergyDifference.class);
        assertThat(difference.of(row)[0]).isCloseTo(normal.of(row)[0] - 0.25 * nearest, within(1e-6));
        assertThat(difference.remembers(anomalies)).isTrue();
        KnownAnomalies known =
                new KnownAnomalies(anomalies, 0.25, 3, 0.5, new LinearDiscriminant(new double[] {2, 1}, 1));
        double anomalous = 3 - 0.5 * (2 * 2 + 2 - 1); // the ceiling, less slope times discriminant
        assertThat(normal.less(known).of(row)[0]).isCloseTo(normal.of(row)[0] - 0.25 * anomalous, within(1e-6));
    }

    /** Variances 1.8 and 0.2 along the diagonals: the direction is that of the shrunken covariance, in closed form. */
    @Test
    void discriminantIsFishers() {
        float[] normal = new float[2 * 4];
        double[][] corners = {{1, 1}, {-1, -1}, {1, -1}, {-1, 1}};
        for (int i = 0; i < 4; i++) {
            double s = Math.sqrt(1.8) * corners[i][0];
            double t = Math.sqrt(0.2) * corners[i][1];
            normal[2 * i] = (float) ((s + t) / Math.sqrt(2) + 5);
            normal[2 * i + 1] = (float) ((s - t) / Math.sqrt(2));
        }
        double along = 0.7 * 1.8 + 0.3;
        double across = 0.7 * 0.2 + 0.3;
        double[] energies = {1, 2, 3, 4, 5, 6, 7, 1000};
        KnownAnomalies known =
                KnownAnomalies.of(new float[] {6, 1, 8, 3}, 0.25, new double[] {1, 7, 2}, energies, normal, 2);
        assertThat(known.ceiling()).isEqualTo(2);
        assertThat(known.slope()).isCloseTo(4 * (7 - 3) / 1.349, within(1e-9)); // one contaminant does not move it
        // the means differ by (2, 2), along the first diagonal
        double[] v = known.discriminant().direction();
        assertThat(v[0]).isCloseTo(1 / Math.sqrt(2 * along), within(1e-6));
        assertThat(v[1]).isCloseTo(v[0], within(1e-6));
        assertThat(known.discriminant().of(new float[] {5, 0}, 0)).isCloseTo(0, within(1e-6));
        // one anomaly, a difference across both diagonals
        KnownAnomalies skew = KnownAnomalies.of(new float[] {6, 0}, 0.25, new double[] {1}, energies, normal, 2);
        double[] w = skew.discriminant().direction();
        assertThat(w[1] / w[0]).isCloseTo((1 / along - 1 / across) / (1 / along + 1 / across), within(1e-5));
        // the other side counts as the middle does
        double[] both = known.energies(new double[] {1, 1}, new float[] {5, 0, 0, -5});
        assertThat(both[1]).isEqualTo(both[0]).isEqualTo(1);
        // rows that do not vary, and more columns than a covariance takes, have no direction
        assertThat(KnownAnomalies.of(new float[] {6, 0}, 0.25, new double[] {1}, energies, new float[6], 2)
                        .discriminant()
                        .direction())
                .containsOnly(0);
        assertThat(KnownAnomalies.of(new float[3_000], 0.25, new double[] {1}, energies, new float[6_000], 3_000)
                        .discriminant()
                        .direction())
                .containsOnly(0);
    }

    /** Anomalies on the side of the known ones, but far from them and near normal rows, are found by the discriminant. */
    @Test
    void anomaliesOnTheSideOfTheKnownOnesAreOdderThanOthers() throws Exception {
        Path data = file("data.csv", "a,b,c,d,e", rows(300, 0, ""));
        Path anomalies = file("anomalies.csv", "a,b,c,d,e", "9,0,0,0,0\n", "9,1,0,0,0\n");
        Path test = file("test.csv", "a,b,c,d,e", "3,-1,0,0,0\n", "-3,-1,0,0,0\n");
        for (String weight : List.of("0", "0.25")) {
            fit(
                    "model" + weight,
                    data,
                    Supervision.NONE.withAnomalies(anomalies).withWeight(Double.parseDouble(weight)));
            Detection.score(
                    folder.resolve("model" + weight),
                    test,
                    folder.resolve(weight + ".csv"),
                    null,
                    TableChoice.NONE,
                    Progress.NONE);
        }
        assertThat(difference("0.25") - difference("0")).isGreaterThan(0.5);
    }

    /** Of the scores of the first two rows. */
    private double difference(String weight) throws Exception {
        List<String> lines = Files.readAllLines(folder.resolve(weight + ".csv"));
        return Double.parseDouble(lines.get(1).split(",", -1)[1])
                - Double.parseDouble(lines.get(2).split(",", -1)[1]);
    }

    /** A model of two members scores as it did before it was written; one without the newer arrays has the older formula. */
    @Test
    void aModelKeepsItsKnownAnomalies() throws Exception {
        KernelScorer normal = new KernelScorer(new float[] {0, 0, 1, 0, 0, 1}, new float[] {1, 0, 0, 1}, 2, 0.8, 1);
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("points", HostTensor.of(new float[] {0, 0, 1, 0, 0, 1}, 3, 2));
        float[] anomalies = {4, 4, 5, 3};
        float[] row = {2, 2};
        double[] expected = new double[2];
        for (int m = 0; m < 2; m++) {
            KernelWeights.put(
                    tensors,
                    m,
                    Map.of(
                            KernelEnergy.MAP, HostTensor.of(new float[] {1, 0, 0, 1}, 2, 2),
                            KernelEnergy.LOG_BANDWIDTH, HostTensor.of(new float[] {(float) Math.log(0.8)}, 1),
                            KernelEnergy.LOG_SCALE, HostTensor.of(new float[1], 1)));
            KnownAnomalies known =
                    new KnownAnomalies(anomalies, 0.25, 2 + m, 0.5 + m, new LinearDiscriminant(new double[] {2, 1}, 1));
            KernelWeights.putAnomalies(tensors, m, known);
            expected[m] = normal.less(known).of(row)[0];
        }
        List<VectorEnergy> read = KernelWeights.energies(tensors);
        for (int m = 0; m < 2; m++) assertThat(read.get(m).of(row)[0]).isCloseTo(expected[m], within(1e-6));
        tensors.keySet().removeIf(name -> name.equals("energy.0.anomalies"));
        double older =
                normal.less(KnownAnomalies.nearestOnly(anomalies, 0.25, 2)).of(row)[0];
        assertThat(KernelWeights.energies(tensors).get(0).of(row)[0]).isCloseTo(older, within(1e-6));
    }

    @Test
    void outliersOfOneFileComeFirst() throws Exception {
        Path data = file("data.csv", "a,b,c,d,e", rows(280, 0, ""), rows(20, 4, ""));
        Path ranked = folder.resolve("ranked.csv");
        OutlierReport report =
                Detection.outliers(data, ranked, TableChoice.NONE, new Outliers(20 / 300.0), Progress.NONE);
        assertThat(report.samples()).isEqualTo(300);
        assertThat(report.flagged()).isEqualTo(20);
        List<String[]> lines = Files.readAllLines(ranked).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .toList();
        int[] first = lines.stream()
                .limit(20)
                .mapToInt(row -> Integer.parseInt(row[0].substring(row[0].lastIndexOf(':') + 1)))
                .toArray();
        assertThat(Arrays.stream(first)).allMatch(line -> line > 281);
        for (int i = 0; i < lines.size(); i++) {
            // no two rows have the same score, so that p-values are ranks
            assertThat(Double.parseDouble(lines.get(i)[2])).isCloseTo((i + 2) / 301.0, within(1e-9));
        }
    }

    @Test
    void fewNormalRowsAreFlaggedByThemselves() throws Exception {
        Path data = file("data.csv", "a,b,c,d,e", rows(1000, 0, ""));
        OutlierReport report =
                Detection.outliers(data, folder.resolve("ranked.csv"), TableChoice.NONE, Outliers.AUTO, Progress.NONE);
        assertThat(report.flagged()).isLessThan(20);
    }

    @Test
    void labelsAreNotComparedAndSmallImagesAreRanked() throws Exception {
        Path data = file("data.csv", "a,b,c,d,e,label", rows(60, 0, ",0"), rows(3, 6, ",1"));
        OutlierReport table =
                Detection.outliers(data, folder.resolve("table.jsonl"), TableChoice.NONE, Outliers.AUTO, Progress.NONE);
        assertThat(table.features()).containsExactly("a", "b", "c", "d", "e");
        assertThat(table.samples()).isEqualTo(63);
        OutlierReport images = Detection.outliers(
                images("some.npz", 60, 3),
                folder.resolve("images.csv"),
                TableChoice.NONE,
                Outliers.AUTO,
                Progress.NONE);
        assertThat(images.oddest().keySet().stream().limit(3)).allMatch(name -> name.matches(".*\\[6[0-2]]"));
    }

    @Test
    void whatMarksNormalSamplesOfArraysHoldsForKnownOnesAndIsKept() throws Exception {
        Path data = vectors("data.npz");
        TableChoice ones = TableChoice.NONE.withNormal("1");
        ModelRecord fitted = Detection.fit(
                        vectors("train.npz"),
                        folder.resolve("model"),
                        ones,
                        UNTRAINED.withSupervision(
                                Supervision.NONE.withClean(data).withAnomalies(data)),
                        Progress.NONE)
                .single()
                .orElseThrow();
        assertThat(fitted.normal()).isEqualTo("1");
        assertThat(fitted.known().clean()).isEqualTo(60);
        assertThat(fitted.known().anomalies()).isEqualTo(15);
        assertThat(auroc("model", vectors("test.npz"))).isGreaterThan(0.9);
    }

    /** 60 normal vectors, labelled 1, and 15 others, labelled 0. */
    private Path vectors(String name) throws Exception {
        float[] values = new float[75 * 3];
        byte[] labels = new byte[75];
        for (int i = 0; i < 75; i++) {
            labels[i] = (byte) (i < 60 ? 1 : 0);
            for (int k = 0; k < 3; k++) values[3 * i + k] = (float) random.nextGaussian() + (i < 60 ? 0 : 6);
        }
        Npz.write(
                folder.resolve(name),
                Map.of(
                        "features",
                        HostTensor.of(values, 75, 3),
                        "labels",
                        new HostTensor(DType.U8, new long[] {75}, labels)));
        return folder.resolve(name);
    }

    @Test
    void manyEqualRowsHideNoOutlierAndFlagNoOther() throws Exception {
        double[] scores = new double[100];
        for (int i = 60; i < 100; i++) scores[i] = 1 + i / 100.0;
        scores[99] = 1_000;
        assertThat(Outliers.AUTO.threshold(scores)).isBetween(2.0, 999.0);
        double[] equal = new double[100];
        Arrays.fill(equal, 30, 100, 2.0);
        equal[99] = 5;
        assertThat(Outliers.AUTO.threshold(equal)).isEqualTo(5);
        assertThat(Outliers.AUTO.threshold(new double[50])).isZero();
        double[] wide = new double[100];
        for (int i = 0; i < 100; i++) wide[i] = Math.exp(14.0 * i / 2);
        assertThat(Outliers.AUTO.threshold(wide)).isEqualTo(wide[99]);
    }
}
