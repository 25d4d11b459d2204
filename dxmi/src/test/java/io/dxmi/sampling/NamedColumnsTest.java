package io.dxmi.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.PointFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedColumnsTest {

    @TempDir
    Path folder;

    private NamedColumns columns(String table, String... known) throws IOException {
        Path file = folder.resolve("table.csv");
        Files.writeString(file, table);
        return NamedColumns.of(PointFiles.read(file), file, List.of(known));
    }

    @Test
    void columnsComeIntoTheOrderOfTheRun() throws IOException {
        NamedColumns named = columns("c,a,b\n1,2,3\n4,5,6\n", "a", "b", "c");
        assertThat(named.rows().values()).containsExactly(2, 3, 1, 5, 6, 4);
        assertThat(named.names()).containsExactly("a", "b", "c");
        assertThat(columns("a,b\n1,2\n", "a", "b").rows().values()).containsExactly(1, 2);
    }

    @Test
    void withoutNamesOnBothSidesThePlaceCounts() throws IOException {
        NamedColumns unnamed = columns("1,2.5\n3,4.5\n", "a", "b");
        assertThat(unnamed.rows().values()).containsExactly(1, 2.5f, 3, 4.5f);
        assertThat(unnamed.names()).containsExactly("a", "b");
        NamedColumns unknown = columns("b,a\n1,2\n");
        assertThat(unknown.rows().values()).containsExactly(1, 2);
        assertThat(unknown.names()).containsExactly("b", "a");
        assertThat(columns("a,a\n1,2\n", "a", "b").names()).containsExactly("a", "b");
    }

    @Test
    void otherNamesAreRefused() {
        assertThatThrownBy(() -> columns("a,c\n1,2\n", "a", "b"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected the columns of the training, a, b, got a, c");
    }

    @Test
    void aTableTakesTheNames() throws IOException {
        Path out = folder.resolve("out.csv");
        try (SampleStore store =
                SampleStore.open(out, () -> "seed 1", 1, new long[] {2}, 1, List.of("a b", "say \"c\""))) {
            store.add(new float[] {1, 2});
            store.finish();
        }
        assertThat(Files.readString(out)).isEqualTo("\"a b\",\"say \"\"c\"\"\"\n1.0,2.0\n");
        assertThat(PointFiles.columns(out)).containsExactly("a b", "say \"c\"");
    }
}
