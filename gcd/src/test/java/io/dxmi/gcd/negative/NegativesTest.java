package io.dxmi.gcd.negative;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.engine.train.Pending;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NegativesTest {

    /** A map without an order has another in each process, and rows of metrics are compared byte by byte. */
    @Test
    void whatIsLoggedHasAnOrder() {
        Pending<Double> any = Pending.known(0.5);
        Map<String, Pending<Double>> logged =
                Map.of("restarts", any, "acceptance", any, "length", any, "b", any, "a", any);
        assertThat(new Negatives(null, Optional.empty(), logged).logged().keySet())
                .containsExactly("a", "acceptance", "b", "length", "restarts");
    }
}
