package io.dxmi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.data.DataSet;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BreastCancerTest {

    @Test
    void tumoursAreAllThere() {
        DataSet tumours = BreastCancer.load();
        assertThat(tumours.rows()).isEqualTo(569);
        assertThat(tumours.sampleShape()).containsExactly(30);
        assertThat(Arrays.stream(tumours.labels()).filter(l -> l == 0).count()).isEqualTo(212);
        assertThat(Arrays.stream(tumours.labels()).filter(l -> l == 1).count()).isEqualTo(357);
        assertThat(tumours.values()[30]).isEqualTo(20.57f);
    }
}
