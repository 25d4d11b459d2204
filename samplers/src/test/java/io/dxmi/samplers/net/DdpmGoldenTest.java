package io.dxmi.samplers.net;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
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

/** The DDPM U-Net and its encoder are the recorded ones. */
@Tag("golden")
class DdpmGoldenTest {

    /** Angles of up to 1000 radians in float32. */
    private static final Tolerance EMBEDDING = Tolerance.absolute(1e-4);

    static List<GoldenCase> cases() {
        return GoldenCase.matching("ddpm_{unet,encoder}*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesWhatTheReferenceComputes(GoldenCase golden) {
        JsonNode config = golden.json().get("config");
        TimeNetwork network = ReferenceNetworks.ddpm(config);
        try (NDManager root = Torch.open()) {
            float[] features = new Sinusoids(config.get("ch").asInt())
                    .shared(new EagerOps(root, 0), Torch.array(root, golden.array("t")))
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
                return List.of("x", "t");
            }

            @Override
            public <T> T of(Ops<T> o, Params<T> p, List<T> in) {
                return network.of(o, p, in.get(0), in.get(1));
            }
        };
        new GoldenNetwork(golden, subject, List.of("x"), GoldenNetwork.Bounds.USUAL).check();
    }
}
