package io.dxmi.samplers.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Transfers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowTest {

    private static Pending<Stats> stats(NDManager scope, float... lossNormAndSize) {
        return Pending.of(
                Torch.array(scope, lossNormAndSize, lossNormAndSize.length),
                values -> Stats.of(values[0], values[1], List.of("size"), values, 2)
                        .orDiverged("net"));
    }

    @Test
    void scalarsAreReadTogetherInTheirOrder() {
        try (NDManager root = Torch.open()) {
            Row row = new Row();
            try (NDManager scope = root.newSubManager()) {
                row.put("first", 1);
                row.add("net", stats(scope, 2, 3, 4));
                row.put("mean", Pending.of(Torch.scalar(scope, 5), values -> values[0] * 2.0));
                row.change(known -> known.put("sum", known.get("first") + known.get("net/loss")));
                row.change(known -> known.remove("net/size"));
                row.keep(root);
            }
            Transfers before = Transfers.now();
            assertThat(row.read())
                    .containsExactly(
                            entry("first", 1.0),
                            entry("net/loss", 2.0),
                            entry("net/grad_norm", 3.0),
                            entry("mean", 10.0),
                            entry("sum", 3.0));
            assertThat(Transfers.now().since(before).reads()).isEqualTo(1);
        }
    }

    @Test
    void theFirstUpdateThatIsNotFiniteIsNamedWithWhatCameBefore() {
        try (NDManager root = Torch.open()) {
            Row row = new Row();
            row.put("before", 1);
            row.add("energy", stats(root, Float.NaN, 1, 1));
            row.add("value", stats(root, Float.NaN, 7, 7));
            row.put("after", 2);
            assertThatThrownBy(row::read)
                    .isInstanceOf(Diverged.class)
                    .hasMessageContaining("after {before=1.0}")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("gradNorm=7"));
        }
    }

    @Test
    void whatIsKnownIsNotWaitedFor() {
        Transfers before = Transfers.now();
        Pending<Integer> sum = Pending.known(1).with(Pending.known(2), Integer::sum);
        assertThat(Pending.all(List.of(sum, sum.map(x -> x + 1))).read()).containsExactly(3, 4);
        assertThat(new Row().read()).isEqualTo(Map.of());
        assertThat(Transfers.now().since(before).reads()).isZero();
    }
}
