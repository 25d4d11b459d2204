package io.dxmi.gcd.negative;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NegativesTest {

    /** A map without an order has another in each process, and rows of metrics are compared byte by byte. */
    @Test
    void whatIsLoggedHasAnOrder() {
        Map<String, Double> logged = Map.of("restarts", 0.5, "acceptance", 1.0, "length", 3.0, "b", 0.0, "a", 0.0);
        assertThat(new Negatives(null, Optional.empty(), logged).logged().keySet())
                .containsExactly("a", "acceptance", "b", "length", "restarts");
    }
}
