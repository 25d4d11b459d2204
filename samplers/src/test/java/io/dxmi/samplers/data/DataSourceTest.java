package io.dxmi.samplers.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DataSourceTest {

    @Property(tries = 200)
    void anEpochVisitsRowsAtMostOnceAndBatchesAreAFunctionOfTheIteration(
            @ForAll @IntRange(min = 2, max = 60) int rows, @ForAll long seed, @ForAll @IntRange(max = 1000) int epoch) {
        FiniteSource source = numbered(rows);
        int train = (int) source.size();
        int n = 1 + (int) Math.floorMod(seed, (long) train);
        int perEpoch = train / n;

        Set<Float> seen = new HashSet<>();
        for (int i = 0; i < perEpoch; i++) {
            long iteration = (long) epoch * perEpoch + i;
            float[] batch = source.batch(seed, iteration, n);
            for (float row : batch) assertThat(seen.add(row)).isTrue();
            source.batch(seed, iteration + perEpoch, n); // another epoch in between changes nothing
            assertThat(source.batch(seed, iteration, n)).isEqualTo(batch);
            assertThat(numbered(rows).batch(seed, iteration, n)).isEqualTo(batch);
        }
        assertThat(seen).hasSize(perEpoch * n);
    }

    @Test
    void epochsAndSeedsGiveOtherOrders() {
        FiniteSource source = numbered(1000);
        int n = (int) source.size();
        float[] first = source.batch(7, 0, n);
        assertThat(source.batch(7, 1, n)).isNotEqualTo(first).containsExactlyInAnyOrder(first);
        assertThat(source.batch(8, 0, n)).isNotEqualTo(first);
    }

    /** Every row comes first equally often: a chi-square over 20 rows and 20,000 epochs, five sigma. */
    @Test
    void ordersAreUniform() {
        FiniteSource source = numbered(25);
        int train = (int) source.size();
        double[] counts = new double[25];
        int epochs = 20_000;
        for (int epoch = 0; epoch < epochs; epoch++) counts[(int) source.batch(1, epoch, train)[0]]++;
        double mean = (double) epochs / train;
        double chiSquare = 0;
        for (float row : source.split().train().values()) chiSquare += Math.pow(counts[(int) row] - mean, 2) / mean;
        assertThat(chiSquare).isLessThan(train + 5 * Math.sqrt(2 * train));
    }

    @Test
    void heldOutRowsAreNeverTrainedOn() {
        FiniteSource source = numbered(50);
        assertThat(source.heldOut(1, (int) source.heldOutSize()))
                .doesNotHaveDuplicates()
                .doesNotContain(source.batch(1, 0, (int) source.size()));
        assertThat(source.heldOut(1, 5)).isEqualTo(source.heldOut(1, 5)).isNotEqualTo(source.heldOut(2, 5));
    }

    @Test
    void tooLargeABatchIsTheUsersMistake() {
        FiniteSource source = numbered(10);
        assertThatThrownBy(() -> source.batch(0, 0, 9))
                .isInstanceOf(UserError.class)
                .hasMessage("a batch of 9 needs as many training samples, but numbers has 8");
        assertThatThrownBy(() -> source.heldOut(0, 3))
                .isInstanceOf(UserError.class)
                .hasMessage("measuring on 3 needs as many held-out samples, but numbers has 2");
        assertThatThrownBy(() -> source.batch(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void freshDrawsAreAFunctionOfSeedIterationAndPurpose() {
        DataSource source = FreshDraws.of(PointSet.RINGS);
        float[] batch = source.batch(3, 5, 100);
        assertThat(batch).hasSize(200);
        assertThat(FreshDraws.of(PointSet.RINGS).batch(3, 5, 100)).isEqualTo(batch);
        assertThat(source.batch(3, 6, 100)).isNotEqualTo(batch);
        assertThat(source.batch(4, 5, 100)).isNotEqualTo(batch);
        assertThat(source.heldOut(3, 100)).isNotEqualTo(source.batch(3, 0, 100)).isEqualTo(source.heldOut(3, 100));
        assertThat(source.heldOut(4, 100)).isNotEqualTo(source.heldOut(3, 100));
        assertThat(source.sampleShape()).containsExactly(2);
    }

    /** Rows 0, 1, 2, ..., a fifth of them held out. */
    private static FiniteSource numbered(int rows) {
        float[] values = new float[rows];
        for (int i = 0; i < rows; i++) values[i] = i;
        double share = rows < 5 ? 0.5 : 0.2;
        return new FiniteSource(Split.stratified(new DataSet("numbers", values, 1), share, 0));
    }
}
