package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.engine.SizeOps.Sized;
import org.junit.jupiter.api.Test;

/** Bytes that gradients keep, counted by hand. */
class SizeOpsTest {

    @Test
    void aTwoLayerNetworkKeepsTheInputsOfItsLayers() {
        SizeOps o = new SizeOps();
        Sized x = o.outside(4, 2);
        Sized h = o.linear(x, o.outside(8, 2), o.outside(8)); // x is not the network's memory
        Sized y = o.linear(o.silu(h), o.outside(1, 8), o.outside(1));
        assertThat(y.numbers()).isEqualTo(4);
        // the input of silu and the input of the second layer, (4, 8) each
        assertThat(o.keptBytes()).isEqualTo(2 * 4 * 8 * Float.BYTES);
        assertThat(o.largestBytes()).isEqualTo(4 * 8 * Float.BYTES);
    }

    @Test
    void viewsShareTheirMemoryAndSumsKeepNothing() {
        SizeOps o = new SizeOps();
        Sized a = o.scale(o.outside(2, 6), 2);
        o.square(a);
        o.square(o.transpose(o.reshape(a, -1, 3), 0, 1));
        o.add(a, a);
        assertThat(o.keptBytes()).isEqualTo(12 * Float.BYTES);
        Sized added = o.add(o.outside(5, 1), o.outside(3));
        assertThat(added.numbers()).isEqualTo(15);
        assertThatThrownBy(() -> o.add(o.outside(2, 2), o.outside(3))).hasMessageContaining("do not broadcast");
    }

    @Test
    void aConvolutionKeepsItsWidenedInput() {
        SizeOps o = new SizeOps();
        Sized x = o.scale(o.outside(2, 20, 8, 8), 1);
        Sized y = o.conv2d(x, o.outside(24, 20, 3, 3), new long[] {24, 20, 3, 3}, 2, 1);
        assertThat(y.numbers()).isEqualTo(2 * 24 * 4 * 4);
        assertThat(o.keptBytes()).isEqualTo(2 * 32 * 8 * 8 * Float.BYTES); // 20 channels become 32
    }

    @Test
    void whatRunsWithoutGradientsIsGivenBack() {
        SizeOps o = new SizeOps();
        Sized a = o.scale(o.outside(7), 1);
        o.withoutGradient(() -> o.exp(o.square(a)));
        assertThat(o.keptBytes()).isZero();
    }
}
