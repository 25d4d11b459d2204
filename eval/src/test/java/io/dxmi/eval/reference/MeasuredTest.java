package io.dxmi.eval.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.eval.feature.Identity;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MeasuredTest {

    private static final Method HOW = Method.own("W2, float64", new Identity("net", "ab", "frechet"), 7);
    private static final Side SAMPLES = Side.plain("samples.csv", 20, "");
    private static final Side UNCOUNTED = new Side("ref.npz", "box 8x8", "8 bits", 0, "cd");

    @Test
    void numbersCardsAndLinesAreMadeOfTheSameMetric() {
        Measured kid = new Measured("kid", 0.25, OptionalDouble.of(0.5), HOW, SAMPLES, UNCOUNTED);
        Measured modes = new Measured("modes", 8, HOW, SAMPLES, SAMPLES);
        assertThat(MeasuredFormat.metrics(List.of(kid, modes)))
                .containsExactly(Map.entry("kid", 0.25), Map.entry("kid_sd", 0.5), Map.entry("modes", 8));
        assertThat(MeasuredFormat.cards(List.of(kid, modes)).get(0))
                .containsEntry("metric", "kid")
                .containsEntry("value", 0.25)
                .containsEntry("sd", 0.5)
                .containsEntry("implementation", "dxmi: W2, float64")
                .containsEntry("extractor_sha256", "ab")
                .containsEntry("samples_from", "samples.csv")
                .containsEntry("references", "not stated")
                .containsEntry("reference_sha256", "cd")
                .containsEntry("seed", 7L);
        assertThat(MeasuredFormat.line(kid))
                .isEqualTo(
                        "kid                    0.250000 ± 0.50000   (net; 20 samples, an unknown number of references)");
        assertThat(MeasuredFormat.line(modes)).endsWith("(net; 20 samples, 20 references)");
    }

    @Test
    void aMetricWithoutNameMethodOrOriginIsRefused() {
        assertThatThrownBy(() -> new Measured(" ", 1, HOW, SAMPLES, SAMPLES))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Method("", HOW.features(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Side.plain("", 1, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneNameIsGivenOnce() {
        Measured one = new Measured("kid", 1.0, HOW, SAMPLES, SAMPLES);
        assertThatThrownBy(() -> MeasuredFormat.metrics(List.of(one, one)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two metrics are called kid");
    }

    @Test
    void factsStandAmongMetricsAndHaveNoCard() {
        Measured kid = new Measured("kid", 0.25, HOW, SAMPLES, SAMPLES);
        List<Reported> reported = List.of(new Fact("samples", 20), kid, new Fact("features", "net"));
        assertThat(MeasuredFormat.metrics(reported))
                .containsExactly(Map.entry("samples", 20), Map.entry("kid", 0.25), Map.entry("features", "net"));
        assertThat(MeasuredFormat.cards(reported)).hasSize(1);
        assertThat(Reported.metric("kid", reported)).isSameAs(kid);
        assertThatThrownBy(() -> Reported.metric("samples", reported))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no metric is called samples");
    }

    @Test
    void aRealNumberIsNoFact() {
        assertThatThrownBy(() -> new Fact("kid", 0.25))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a fact is a count or a text, got kid = 0.25");
        assertThatThrownBy(() -> new Fact(" ", 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
