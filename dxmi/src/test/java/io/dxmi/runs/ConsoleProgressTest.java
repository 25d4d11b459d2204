package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);
    private long now;

    private String run(boolean terminal) {
        ConsoleProgress progress = new ConsoleProgress(out, terminal, () -> now);
        progress.begin("train", 100, 200);
        for (int i = 101; i <= 200; i++) {
            now += 100_000_000;
            progress.step("train", i, i == 110 ? Map.of("energy/loss", 0.123456) : Map.of());
        }
        progress.end("train");
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    @Test
    void aLineEveryFiveSecondsWhereNobodyWatches() {
        assertThat(run(false)).isEqualTo("""
                train 150/200  75%  10.0/s  0:05 left  energy/loss 0.1235
                train 200/200 100%  10.0/s  0:00 left  energy/loss 0.1235
                train 200/200 in 0:10 (10.0/s)
                """);
    }

    @Test
    void aBarThatRedrawsItselfOnATerminal() {
        assertThat(run(true))
                .contains("\r\033[Ktrain 150/200 [==================      ]  75%  10.0/s  0:05 left\r")
                .endsWith("\r\033[Ktrain 200/200 in 0:10 (10.0/s)\n");
    }

    @Test
    void slowWorkIsToldInSecondsEach() {
        ConsoleProgress progress = new ConsoleProgress(out, false, () -> now);
        progress.begin("train", 0, 2000);
        now = 10_000_000_000L;
        progress.step("train", 2, Map.of());
        assertThat(text.toString()).isEqualTo("train 2/2000   0%  5.0 s each  2:46:30 left\n");
    }
}
