package io.dxmi.samplers.net;

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

/** The guided-diffusion U-Net is the recorded one: plain, and with classes, scales and resampling residual blocks. */
@Tag("golden")
class AdmGoldenTest {

    /** The time reaches 1095, where one ulp of an angle is 1e-4 radians. */
    private static final GoldenNetwork.Bounds BOUNDS = new GoldenNetwork.Bounds(5e-5, 5e-5, 1e-4);

    private static final Tolerance EMBEDDING = Tolerance.absolute(2e-4);

    static List<GoldenCase> cases() {
        return GoldenCase.matching("adm_unet_*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesWhatTheReferenceComputes(GoldenCase golden) {
        AdmUnet network = ReferenceNetworks.adm(golden.json().get("config"));
        try (NDManager root = Torch.open()) {
            float[] features = AdmUnet.features(
                            new EagerOps(root, 0), Torch.array(root, golden.array("t")), network.width())
                    .toFloatArray();
            EMBEDDING.check("temb", features, golden.array("temb"));
        }
        GoldenNetwork.Subject subject = new GoldenNetwork.Subject() {
            @Override
            public List<Parameter> parameters() {
                return network.parameters();
            }

            @Override
            public List<String> inputs() {
                return network.classes() > 0 ? List.of("x", "t", "y") : List.of("x", "t");
            }

            @Override
            public <T> T of(Ops<T> o, Params<T> p, List<T> in) {
                T label = network.classes() > 0 ? in.get(2) : null;
                return network.of(o, p, in.get(0), in.get(1), label, null);
            }
        };
        new GoldenNetwork(golden, subject, List.of("x"), BOUNDS).check();
    }
}
