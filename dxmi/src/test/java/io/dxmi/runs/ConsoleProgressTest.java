package io.dxmi.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleProgressTest {

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);
    private long now;

    private String run(int columns) {
        ConsoleProgress progress = new ConsoleProgress(out, columns, () -> now);
        progress.bestSoFar(0.25);
        progress.begin("train", 100, 200);
        for (int i = 101; i <= 200; i++) {
            now += 100_000_000;
            progress.step(
                    "train",
                    i,
                    i == 110 ? Map.of("energy/difference", -0.123456, "samples/sliced_wasserstein", 0.3) : Map.of());
        }
        progress.end("train");
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    @Test
    void aLineEveryFiveSecondsWhereNobodyWatches() {
        assertThat(run(0)).isEqualTo("""
            train 150/200  75%  10.0/s  0:05 left  distance 0.300, best 0.250  energy gap -0.123
            train 200/200 100%  10.0/s  0:00 left  distance 0.300, best 0.250  energy gap -0.123
            train 200/200 in 0:10 (10.0/s)
            """);
    }

    @Test
    void aBarThatRedrawsItselfOnATerminal() {
        assertThat(run(130))
                .contains("\r\033[K\033[?7ltrain 150/200 [==================      ]  75%  10.0/s  0:05 left"
                        + "  distance 0.300, best 0.250  energy gap -0.123\033[?7h\r")
                .endsWith("\r\033[Ktrain 200/200 in 0:10 (10.0/s)\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 10, 20, 40, 41, 60, 80, 100, 300})
    void everyLineIsShorterThanTheTerminalIsWide(int columns) {
        String shown =
                run(columns).replace("\r\033[K", "\n").replace("\033[?7l", "").replace("\033[?7h", "");
        assertThat(shown.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(columns));
        assertThat(shown).contains("\nt");
    }

    @Test
    void fortyColumnsHoldTheTimeAndBothDistances() {
        assertThat(run(40)).contains("train  75% 0:05 left 0.300 best 0.250");
    }

    @Test
    void nothingIsSaidOfTheTimeLeftBeforeTheFirstStep() {
        for (int columns : new int[] {0, 80, 40}) {
            ConsoleProgress progress = new ConsoleProgress(out, columns, () -> now);
            progress.begin("compare", 50, 2000);
            now += 10_000_000_000L;
            progress.step("compare", 50, Map.of());
        }
        assertThat(text.toString())
                .startsWith("compare 50/2000   2%  0.0/s\n")
                .contains("] ")
                .doesNotContain("left");
    }

    @Test
    void slowWorkIsToldInSecondsEach() {
        ConsoleProgress progress = new ConsoleProgress(out, 0, () -> now);
        progress.begin("train", 0, 2000);
        now = 10_000_000_000L;
        progress.step("train", 2, Map.of());
        assertThat(text.toString()).isEqualTo("train 2/2000   0%  5.0 s each  2:46:30 left\n");
    }
}
