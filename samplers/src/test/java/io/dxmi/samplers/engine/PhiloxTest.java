package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counter-based noise: published words, the same numbers however many rows are drawn, and no array of the host. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PhiloxTest {

    private static final long SEED = ~1234567890123456789L;

    private NDManager root;

    @BeforeAll
    void open() {
        root = Torch.open();
    }

    @AfterAll
    void close() {
        root.close();
    }

    /** The known answers of Random123, the authors' library. */
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
    })
    void wordsAreThePublishedOnes(String counter, String key, String expected) {
        long[] words = words(counter);
        long[] keys = words(key);
        String text = "def words(self: " + Script.SELF + ", counter: Tensor, seed: int) -> Tensor:\n"
                + "  return torch.stack((self).philox_words(torch.unbind(counter), seed))\n" + Philox.TEXT;
        try (NDManager scope = root.newSubManager();
                Script script = new Script(root, text);
                IValue in = IValue.from((PtNDArray) Torch.array(scope, words, words.length));
                IValue seed = IValue.from(keys[0] | keys[1] << 32);
                IValue out = script.run("words", in, seed)) {
            long[] found = Torch.longs(out.toTensor((PtNDManager) scope));
            assertThat(found).containsExactly(words(expected));
        }
    }

    private static long[] words(String hex) {
        return List.of(hex.split(" ")).stream()
                .mapToLong(word -> Long.parseLong(word, 16))
                .toArray();
    }

    @Test
    void numbersAreNormalAndApart() {
        try (NDManager scope = root.newSubManager()) {
            int n = 400_000;
            float[] x = Torch.floats(Primitives.normal(scope, SEED, 100, n / 100));
            double[] moments = new double[5];
            double neighbours = 0;
            double rows = 0;
            for (int i = 0; i < n; i++) {
                for (int k = 1; k < moments.length; k++) moments[k] += Math.pow(x[i], k) / n;
                neighbours += x[i] * x[(i + 1) % n] / n;
                rows += x[i] * x[(i + n / 100) % n] / n;
            }
            double sd = 1 / Math.sqrt(n); // each bound is five standard deviations
            assertThat(moments[1]).isCloseTo(0, within(5 * sd));
            assertThat(moments[2]).isCloseTo(1, within(5 * Math.sqrt(2) * sd));
            assertThat(moments[3]).isCloseTo(0, within(5 * Math.sqrt(15) * sd));
            assertThat(moments[4]).isCloseTo(3, within(5 * Math.sqrt(96) * sd));
            assertThat(neighbours).isCloseTo(0, within(5 * sd));
            assertThat(rows).isCloseTo(0, within(5 * sd));
            assertThat(IntStream.range(0, n).mapToObj(i -> x[i]).distinct().count())
                    .isGreaterThan(n * 95L / 100); // float32 itself repeats about one in fifty
        }
    }

    @Test
    void uniformNumbersFillTheirInterval() {
        try (NDManager scope = root.newSubManager()) {
            int n = 100_000;
            float[] u = Torch.floats(Primitives.uniform(scope, SEED, n, 1));
            int[] tenths = new int[10];
            for (float value : u) tenths[(int) (value * 10)]++; // outside [0, 1) is outside the array
            for (int count : tenths) assertThat(count).isCloseTo(n / 10, within(500)); // five standard deviations
        }
    }

    @Test
    void aRowIsTheSameAmongAnyNumberOfRows() {
        try (NDManager scope = root.newSubManager()) {
            float[] many = Torch.floats(Primitives.normal(scope, SEED, 9, 3, 7));
            float[] few = Torch.floats(Primitives.normal(scope, SEED, 2, 3, 7));
            assertThat(few).containsExactly(Arrays.copyOf(many, few.length));
            assertThat(Torch.floats(Primitives.normal(scope, SEED - 1, 2, 3, 7)))
                    .doesNotContain(few);
        }
    }

    /** Twice in a loop, twice in a row: four different draws, the first of them that of the other interpreter. */
    private static final Computation FOUR = new Computation() {
        @Override
        public List<String> inputs() {
            return List.of("x");
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            T first = o.normalLike(in.get(0));
            T second = o.normalLike(in.get(0));
            T uniform = o.uniformLike(in.get(0));
            T sum = o.loop(
                            2,
                            List.of(o.scale(first, 0)),
                            state -> List.of(o.add(o.scale(state.get(0), 100), o.normalLike(in.get(0)))))
                    .get(0);
            return List.of(first, second, uniform, sum);
        }
    };

    @Test
    void programsDrawWhatTheOtherInterpreterDraws() {
        try (NDManager scope = root.newSubManager();
                Compiled compiled = new Compiled(root, FOUR)) {
            NDArray x = Torch.array(scope, new float[20], 4, 5);
            List<NDArray> drawn = compiled.call(scope, SEED, x);
            EagerOps eager = new EagerOps(scope, SEED);
            assertThat(Torch.floats(drawn.get(0))).containsExactly(Torch.floats(eager.normalLike(x)));
            assertThat(Torch.floats(drawn.get(1))).containsExactly(Torch.floats(eager.normalLike(x)));
            assertThat(Torch.floats(drawn.get(2))).containsExactly(Torch.floats(eager.uniformLike(x)));
            float[] loop = Torch.floats(drawn.get(3));
            float[] first = call(0);
            float[] second = call(1);
            for (int i = 0; i < loop.length; i++)
                assertThat(loop[i]).isEqualTo(100 * first[i] + second[i], within(1e-4f));
        }
    }

    /** What the fourth place of {@link #FOUR} draws when it is passed for the n-th time. */
    private float[] call(int n) {
        String text = "def drawn(self: " + Script.SELF + ", seed: int, call: int) -> Tensor:\n"
                + "  return (self).philox_randn([4, 5], seed, [0, 1, 1], call, torch.device(\"cpu\"))\n" + Philox.TEXT;
        try (NDManager scope = root.newSubManager();
                Script script = new Script(root, text);
                IValue seed = IValue.from(SEED + 3);
                IValue call = IValue.from((long) n);
                IValue out = script.run("drawn", seed, call)) {
            return Torch.floats(out.toTensor((PtNDManager) scope));
        }
    }

    /** Rows 1 to 2 of 5: those of two blocks are slices, and rows that are no blocks get numbers of their own. */
    @Test
    void aShareDrawsItsRowsOfTheWhole() {
        Share share = new Share(1, 3, 5);
        try (NDManager scope = root.newSubManager();
                Compiled whole = new Compiled(root, FOUR);
                Compiled part = new Compiled(root, share, FOUR)) {
            List<NDArray> all = whole.call(scope, SEED, Torch.array(scope, new float[30], 10, 3));
            List<NDArray> own = part.call(scope, SEED, Torch.array(scope, new float[12], 4, 3));
            for (int i = 0; i < all.size(); i++) {
                assertThat(Torch.floats(own.get(i))).containsExactly(Torch.floats(Primitives.cut(all.get(i), share)));
            }
            float[] rest = Torch.floats(part.call(scope, SEED, Torch.array(scope, new float[9], 3, 3))
                    .get(0));
            assertThat(rest).doesNotContain(Torch.floats(all.get(0)));
        }
    }

    /** An array that is made on another device than the one asked for would meet a meta array, and libtorch refuses that. */
    @Test
    void everythingIsOnTheDeviceThatAsks() {
        String text = String.format(Locale.ROOT, """
                def where(self: %1$s) -> List[int]:
                  device = torch.device("meta")
                  normal = (self).philox_randn([6, 5], -9, [1, 2, 4], 3, device)
                  uniform = (self).philox_rand([5, 5], -9, [1, 2, 4], 3, device)
                  return [int(normal.is_meta), int(uniform.is_meta)]
                """, Script.SELF) + Philox.TEXT;
        try (Script script = new Script(root, text);
                IValue out = script.run("where")) {
            assertThat(out.toLongArray()).containsExactly(1, 1);
        }
    }

    @Test
    void samplesAndTheOrderOfDataDoNotDependOnTheGenerator() {
        SeededDraws twister = new SeededDraws(7);
        SeededDraws philox = new SeededDraws(7, NoiseGenerator.PHILOX);
        try (NDManager scope = root.newSubManager()) {
            assertThat(Torch.longs(philox.at(3).permutation(scope, "order", 20)))
                    .containsExactly(Torch.longs(twister.at(3).permutation(scope, "order", 20)));
            assertThat(Torch.floats(philox.perRow(2).normal(scope, "start", 3, 2)))
                    .containsExactly(Torch.floats(twister.perRow(2).normal(scope, "start", 3, 2)));
            assertThat(Torch.floats(philox.at(3).normal(scope, "start", 3, 2)))
                    .doesNotContain(Torch.floats(twister.at(3).normal(scope, "start", 3, 2)));
            assertThat(philox.at(3).part("leg").seed("x")).isNegative();
        }
    }

    @Test
    void theHostDrawsForItsOwnGeneratorAlone() {
        try (NDManager scope = root.newSubManager()) {
            Transfers before = Transfers.now();
            Primitives.normal(scope, SEED, 3, 2);
            Primitives.uniform(scope, SEED, 3, 2);
            assertThat(Transfers.now().since(before).drawn()).isZero();
            Primitives.normal(scope, ~SEED, 3, 2);
            assertThat(Transfers.now().since(before).drawn()).isEqualTo(1);
        }
    }

    @Test
    void partsOfABatchKeepTheGenerator() {
        assertThat(LongStream.range(0, 50)
                        .map(i -> Seeds.ofPart(SEED, i))
                        .distinct()
                        .boxed())
                .hasSize(50)
                .allMatch(seed -> seed < 0);
        assertThat(LongStream.range(0, 50)
                        .map(i -> Seeds.ofPart(~SEED, i))
                        .distinct()
                        .boxed())
                .hasSize(50)
                .allMatch(seed -> seed >= 0);
    }
}
