package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.net.layer.Conv2d;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program for a GPU has no tricks of the CPU, and its results, computed on the CPU, are those of the program for the CPU. */
class LayoutTest {

    private static final int WIDE = 128;

    private static ScriptFunction program(Weights weights, Layout layout, int width) {
        ScriptFunction function = new ScriptFunction("run", List.of("x"), List.of(weights), Share.WHOLE, layout);
        ScriptOps o = function.ops();
        Params<ScriptOps.Sym> p = function.networks().of("net");
        ScriptOps.Sym x = o.channelsLast(function.inputs().get(0), WIDE);
        ScriptOps.Sym y = new Conv2d("a", WIDE, width, 3).of(o, p, x);
        function.text().statement("return [" + o.mean(o.square(y)) + ", " + y + "]");
        return function;
    }

    private static float[] run(NDManager root, Weights weights, Layout layout, int width, NDArray x) {
        try (ScriptFunction function = program(weights, layout, width);
                Script script = function.load(root, function.definition(""))) {
            function.bind(root, List.of(weights.list()));
            NDArray y = function.call(script, root, false, 0, new NDArray[] {x}, List.of())
                    .get(1);
            return Torch.floats(y);
        }
    }

    @Test
    void aGpusProgramHasTheSameResults() {
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, "net", new Conv2d("a", WIDE, 32, 3).parameters(), 5);
            NDArray x = new SeededDraws(1).at(0).normal(root, "x", 2, WIDE, 6, 6);
            assertThat(run(root, weights, Layout.GPU, 32, x))
                    .containsExactly(run(root, weights, Layout.CPU, 32, x), within(1e-4f));
        }
    }

    @Test
    void onlyTheCpusProgramTurnsAndPadsImages() {
        try (NDManager root = Torch.open()) {
            Weights weights = Weights.initial(root, "net", new Conv2d("a", WIDE, 20, 3).parameters(), 5);
            String cpu = program(weights, Layout.of(Device.cpu()), 20).definition("");
            String gpu = program(weights, Layout.of(Device.gpu(1)), 20).definition("");
            assertThat(cpu).contains("memory_format=2").contains("constant_pad_nd");
            assertThat(gpu).doesNotContain("memory_format=2").doesNotContain("constant_pad_nd");
        }
    }
}
