package io.dxmi.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private static final long GIB = 1L << 30;

    @Test
    void asManyWorkersAsFitAndAtLeastOne() {
        assertThat(new MemoryBudget(8 * GIB).workers(4, 2 * GIB)).isEqualTo(4);
        assertThat(new MemoryBudget(8 * GIB).workers(4, 3 * GIB)).isEqualTo(2);
        assertThat(new MemoryBudget(GIB).workers(4, 3 * GIB)).isEqualTo(1);
    }

    @Test
    void knowsWhatIsFreeHere() {
        assertThat(MemoryBudget.here().free()).isPositive();
        assertThat(MemoryBudget.need(GIB, GIB)).isGreaterThan(2 * GIB);
    }
}
