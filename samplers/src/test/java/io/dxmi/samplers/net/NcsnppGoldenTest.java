package io.dxmi.samplers.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.EagerOps;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The DDGAN generator is the recorded one, in both variants, and so is its resampling. */
@Tag("golden")
class NcsnppGoldenTest {

    private static final Tolerance FILTER = Tolerance.relMax(1e-6);

    static List<GoldenCase> cases() {
        return GoldenCase.matching("ddgan_ncsnpp*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesWhatTheReferenceComputes(GoldenCase golden) {
        NcsnppGenerator network = ReferenceNetworks.ncsnpp(golden.json().get("config"));
        GoldenNetwork.Subject subject = new GoldenNetwork.Subject() {
            @Override
            public List<Parameter> parameters() {
                return network.parameters();
            }

            @Override
            public List<String> inputs() {
                return List.of("x", "t", "z");
            }

            @Override
            public <T> T of(Ops<T> o, Params<T> p, List<T> in) {
                return network.of(o, p, in.get(0), in.get(1), null, in.get(2));
            }
        };
        new GoldenNetwork(golden, subject, List.of("x", "z"), GoldenNetwork.Bounds.USUAL).check();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void resamplesThroughTheSameFilter(GoldenCase golden) {
        try (NDManager root = Torch.open()) {
            NDArray x = Torch.array(root, golden.array("fir/x"));
            EagerOps o = new EagerOps(root, 0);
            FILTER.check("fir/up", Torch.host(Fir.twice(o, x)), golden.array("fir/up"));
            FILTER.check("fir/down", Torch.host(Fir.halve(o, x)), golden.array("fir/down"));
        }
    }
}
