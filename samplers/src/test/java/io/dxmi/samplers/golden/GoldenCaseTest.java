package io.dxmi.samplers.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenCaseTest {

    @TempDir
    Path folder;

    @BeforeEach
    void twoCasesAndTwoStrays() throws IOException {
        for (String stem : new String[] {"toy_b", "toy_a"}) {
            Files.writeString(folder.resolve(stem + ".json"), "{\"steps\": 3, \"stem\": \"" + stem + "\"}");
            Npz.write(folder.resolve(stem + ".npz"), Map.of("init/w", HostTensor.of(new double[] {7}, 1)));
        }
        Files.writeString(folder.resolve("toy_listing.json"), "{}");
        Files.writeString(folder.resolve("other.json"), "{}");
    }

    @Test
    void findsCasesWithBothFilesInOrder() {
        assertThat(GoldenCase.matching(folder, "toy_*"))
                .extracting(GoldenCase::name)
                .containsExactly("toy_a", "toy_b");
        assertThat(GoldenCase.matching(folder, "*_[bc]")).hasSize(1);
    }

    @Test
    void readsOptionsAndArrays() {
        GoldenCase toy = GoldenCase.matching(folder, "toy_a").get(0);
        assertThat(toy.json().get("steps").asInt()).isEqualTo(3);
        assertThat(toy.array("init/w").toDoubles()).containsExactly(7);
        assertThat(toy.has("init/w")).isTrue();
        assertThat(toy.has("init/b")).isFalse();
        assertThatThrownBy(() -> toy.array("init/b")).hasMessage("toy_a.npz lacks init/b; it holds [init/w]");
    }

    @Test
    void refusesPatternsThatMatchNothing() {
        assertThatThrownBy(() -> GoldenCase.matching(folder, "tyo_*"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("tyo_*");
    }

    @Test
    @Tag("golden")
    void theRecordedCasesAreThere() {
        assertThat(GoldenCase.matching("metric_*")).isNotEmpty();
    }
}
