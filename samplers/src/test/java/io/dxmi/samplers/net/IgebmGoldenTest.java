package io.dxmi.samplers.net;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.golden.GoldenCase;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The residual energy is the recorded one, with and without classes. */
@Tag("golden")
class IgebmGoldenTest {

    static List<GoldenCase> cases() {
        return GoldenCase.matching("igebm_*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesWhatTheReferenceComputes(GoldenCase golden) {
        JsonNode config = golden.json().get("config");
        Igebm plain = ReferenceNetworks.igebm(config);
        int classes = config.path("n_class").asInt(0);
        GoldenNetwork.Subject subject = new GoldenNetwork.Subject() {
            @Override
            public List<Parameter> parameters() {
                return classes == 0 ? plain.parameters() : new ClassIgebm(plain, classes).parameters();
            }

            @Override
            public List<String> inputs() {
                return classes == 0 ? List.of("x") : List.of("x", "y");
            }

            @Override
            public <T> T of(Ops<T> o, Params<T> p, List<T> in) {
                return classes == 0
                        ? plain.of(o, p, in.get(0))
                        : new ClassIgebm(plain, classes).of(o, p, in.get(0), in.get(1));
            }
        };
        new GoldenNetwork(golden, subject, List.of("x"), GoldenNetwork.Bounds.USUAL).check();
    }
}
