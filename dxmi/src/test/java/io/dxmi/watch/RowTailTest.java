package io.dxmi.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is read as it grows, and anew when it was cut. */
class RowTailTest {

    @TempDir
    Path folder;

    private final List<Integer> rows = new ArrayList<>();

    private final RowTail.Reader reader = new RowTail.Reader() {
        @Override
        public void restart() {
            rows.clear();
        }

        @Override
        public void row(JsonNode row) {
            rows.add(row.path("i").asInt());
        }
    };

    private Path file() {
        return folder.resolve("metrics.jsonl");
    }

    private void append(String text) throws Exception {
        Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void readsWhatWasAddedAndWaitsForTheEndOfALine() throws Exception {
        RowTail tail = new RowTail(file(), Long.MAX_VALUE, reader);
        tail.read();
        assertThat(rows).isEmpty();
        append("{\"i\":1}\n{\"i\":2}\n{\"i\"");
        tail.read();
        assertThat(rows).containsExactly(1, 2);
        append(":3}\nno JSON\n[4]\n{\"i\":5}\n");
        tail.read();
        assertThat(rows).containsExactly(1, 2, 3, 5);
    }

    @Test
    void readsAnewWhatAResumeCutAlsoWhereTheFileHasGrownAgain() throws Exception {
        RowTail tail = new RowTail(file(), Long.MAX_VALUE, reader);
        append("{\"i\":1}\n{\"i\":2}\n");
        tail.read();
        Files.writeString(file(), "{\"i\":1}\n");
        tail.read();
        assertThat(rows).containsExactly(1);
        Files.writeString(file(), "{\"i\":7}\n{\"i\":8}\n{\"i\":9}\n");
        tail.read();
        assertThat(rows).containsExactly(7, 8, 9);
        Files.delete(file());
        tail.read();
        assertThat(rows).isEmpty();
    }

    @Test
    void beginsNearTheEndWhereOnlyTheEndIsWanted() throws Exception {
        append("{\"i\":1}\n{\"i\":2}\n{\"i\":3}\n");
        new RowTail(file(), 12, reader).read();
        assertThat(rows).containsExactly(3);
    }

    @Test
    void linesMayCrossTheBlocksInWhichTheFileIsRead() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200_000; i++) text.append("{\"i\":").append(i).append("}\n");
        append(text.toString());
        new RowTail(file(), Long.MAX_VALUE, reader).read();
        assertThat(rows).hasSize(200_000);
        assertThat(rows.get(199_999)).isEqualTo(199_999);
    }
}
