package io.dxmi.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private static final long GIB = 1L << 30;

    @Test
    void asManyWorkersAsFitAndAtLeastOne() {
        assertThat(new MemoryBudget(8 * GIB).workers(4, 2 * GIB)).isEqualTo(4);
        assertThat(new MemoryBudget(8 * GIB).workers(4, 3 * GIB)).isEqualTo(2);
        assertThat(new MemoryBudget(GIB).workers(4, 3 * GIB)).isEqualTo(1);
    }

    /** /proc/meminfo in a container is that of its machine. */
    @Test
    void inAContainerOnlyItsOwnMemoryCounts() {
        List<String> machine = List.of(
                "MemTotal:       " + 64 * GIB / 1024 + " kB",
                "MemFree:         1048576 kB",
                "MemAvailable:   " + 40 * GIB / 1024 + " kB");
        List<String> group = List.of("file " + 5 * GIB, "inactive_file " + 3 * GIB, "active_file " + GIB);
        assertThat(free(machine, List.of(), 8, 2)).isEqualTo(2);
        assertThat(free(machine, group, 8, 2)).isEqualTo(5);
        assertThat(free(machine, group, 8, 7)).isEqualTo(8);
        assertThat(free(machine, group, 64, 1)).isEqualTo(40);
        assertThat(free(List.of(), List.of(), 8, 2)).isEqualTo(2);
    }

    private static long free(List<String> machine, List<String> group, long total, long free) {
        return MemoryBudget.of(machine, group, total * GIB, free * GIB).free() / GIB;
    }

    @Test
    void knowsWhatIsFreeHere() {
        assertThat(MemoryBudget.here().free()).isPositive();
        assertThat(MemoryBudget.need(GIB, GIB)).isGreaterThan(2 * GIB);
    }
}
