package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The network of an energy. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ScalarConfig.Mlp.class, name = "mlp"),
    @JsonSubTypes.Type(value = ScalarConfig.Conv.class, name = "conv"),
    @JsonSubTypes.Type(value = ScalarConfig.Igebm.class, name = "igebm")
})
public sealed interface ScalarConfig {

    /** One answer for each kind. */
    interface Cases<T> {
        T mlp(Mlp network);

        T conv(Conv network);

        T igebm(Igebm network);
    }

    <T> T by(Cases<T> cases);

    /** The MLP for points; its keys are those of {@link DenoiserConfig.Mlp}. */
    record Mlp(int width, int depth, int features) implements ScalarConfig {
        public Mlp {
            Levels.mlp(width, depth, features);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.mlp(this);
        }
    }

    /**
     * The two-stage network for tiny images.
     *
     * @param width channels of its first stage
     */
    record Conv(int width) implements ScalarConfig {
        public Conv {
            Levels.conv(width);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.conv(this);
        }
    }

    /**
     * The residual network of implicit-generation EBMs, for images of at least 8 pixels a side.
     *
     * @param width channels of its first half
     * @param spectral whether every layer is divided by its largest singular value
     * @param scaled whether a learned scale and shift of the result follow
     * @param conditional whether it is an energy per class, of {@link DataConfig#classes}
     */
    record Igebm(int width, boolean spectral, boolean scaled, boolean conditional) implements ScalarConfig {
        public Igebm {
            Require.count("width", width, 1, Levels.WIDEST);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.igebm(this);
        }
    }
}
