package io.dxmi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.Linear;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerProductsTest {

    /** A convolution of the data, another, attention over its pixels, and a linear layer of the mean. */
    private static final Computation SMALL = new Computation() {
        @Override
        public List<String> inputs() {
            return List.of("x");
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Params<T> p = networks.of("net");
            T h = o.conv2d(in.get(0), p.get("a.weight"), p.get("a.bias"), new long[] {16, 3, 3, 3}, 1, 1);
            h = o.silu(o.conv2d(h, p.get("b.weight"), p.get("b.bias"), new long[] {32, 16, 3, 3}, 2, 1));
            T tokens = o.transpose(o.reshape(h, -1, 1, 32, 16), 2, 3);
            h = o.add(tokens, o.attention(tokens, tokens, tokens));
            return List.of(o.linear(o.reshape(h, -1, 512), p.get("c.weight"), p.get("c.bias")));
        }
    };

    private static Weights weights(NDManager root) {
        List<Parameter> list = new ArrayList<>();
        list.addAll(new Conv2d("a", 3, 16, 3).parameters());
        list.addAll(new Conv2d("b", 16, 32, 3).parameters());
        list.addAll(new Linear("c", 512, 10).parameters());
        return Weights.initial(root, "net", list, 0);
    }

    @Test
    void countsWhatAGradientCannotDoWithout() {
        try (NDManager root = Torch.open();
                LayerProducts products =
                        new LayerProducts(root, SMALL, weights(root), root.randomNormal(new Shape(2, 3, 8, 8)))) {
            // nothing before the first convolution is trained
            assertThat(products.count()).isEqualTo(2 + 3 + 6 + 3);
            long a = 2L * 2 * 16 * 64 * 27;
            long b = 2L * 2 * 32 * 16 * 144;
            long attention = 2L * 2 * 16 * 16 * 32;
            long c = 2L * 2 * 10 * 512;
            assertThat(products.flops()).isEqualTo(2 * a + 3 * b + 6 * attention + 3 * c);
        }
    }

    @Test
    void runsLeaveNothingBehind() {
        try (NDManager root = Torch.open();
                LayerProducts products =
                        new LayerProducts(root, SMALL, weights(root), root.randomNormal(new Shape(2, 3, 8, 8)))) {
            products.run();
            int arrays = root.getManagedArrays().size();
            for (int i = 0; i < 5; i++) products.run();
            assertThat(root.getManagedArrays()).hasSize(arrays);
        }
    }
}
