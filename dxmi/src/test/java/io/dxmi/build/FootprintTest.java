package io.dxmi.build;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.FiniteSource;
import io.dxmi.samplers.data.Split;
import java.util.List;
import org.junit.jupiter.api.Test;

class FootprintTest {

    private static final int PIXELS = 1_000;

    /** 1,000 pictures of 1,000 numbers take 36 MB where they are measured, and the directions 4 MB. */
    @Test
    void whatTheDistanceOfPicturesHoldsIsCounted() {
        Config config = ConfigLoader.preset(
                "transport-images",
                List.of(
                        "data.source=a",
                        "data.path=b",
                        "trainer.batch=8",
                        "evaluation.samples=1000",
                        "evaluation.projections=500"));
        DataSet rows = new DataSet("rows", new float[1_000 * PIXELS], PIXELS);
        DataSource data = new FiniteSource(new Split(rows, rows));
        long machine = 8L << 30;
        assertThatThrownBy(() -> new Footprint(52_000_000, machine).requireRows(config, data))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("evaluation.samples is too large: 1000 samples of 1000 numbers need");
        assertThatCode(() -> new Footprint(54_000_000, machine).requireRows(config, data))
                .doesNotThrowAnyException();
    }
}
