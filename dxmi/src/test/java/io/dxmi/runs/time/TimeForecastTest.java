package io.dxmi.runs.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** From single iterations to a whole training. */
class TimeForecastTest {

    private static final IterationsLeft LEFT = new IterationsLeft(1000, 60, 940, 5);
    private static final TimeForecast.Steps STEPS = new TimeForecast.Steps(0.1, 0.5, 1, 2);

    @Test
    void everyIterationCountsOnceWithTheTimeOfItsKind() {
        TimeForecast forecast = TimeForecast.of(LEFT, STEPS, 1, "guessed");
        assertThat(forecast.pretraining()).isCloseTo(1000 * 0.1, within(1e-9));
        assertThat(forecast.training()).isCloseTo(60 * 0.5 + 940 + 5 * 2, within(1e-9));
        assertThat(forecast.total()).isCloseTo(forecast.pretraining() + forecast.training(), within(1e-9));
    }

    /** The first worker measures while the others wait. */
    @Test
    void workersThatShareCoresSlowDownStepsAndNotMeasurements() {
        TimeForecast forecast = TimeForecast.of(LEFT, STEPS, 2, "guessed");
        assertThat(forecast.pretraining()).isCloseTo(2 * 100, within(1e-9));
        assertThat(forecast.training()).isCloseTo(2 * (30 + 940) + 10, within(1e-9));
    }

    @Test
    void theLineNamesPartsAndHowTheyWereFound() {
        assertThat(new TimeForecast(150, 90, "guessed").line())
                .isEqualTo("time: about 4.0 min (pre-training 2.5 min, joint training 90 s), without the final"
                        + " measurement; guessed");
        assertThat(new TimeForecast(0, 90, "guessed").line()).startsWith("time: about 90 s of joint training, ");
        assertThat(new TimeForecast(0.2, 0, "guessed").line()).startsWith("time: about 1 s of pre-training, ");
        assertThat(new TimeForecast(0, 3600 * 7.25, "guessed").line()).startsWith("time: about 7.3 h of ");
        assertThat(new TimeForecast(0, 86400 * 12, "guessed").line()).startsWith("time: about 12 days of ");
        assertThat(new TimeForecast(0, 0, "nothing is left to train").line())
                .isEqualTo("time: nothing is left to train");
    }
}
