package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The network of an energy. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ScalarConfig.Small.class, name = "small"),
    @JsonSubTypes.Type(value = ScalarConfig.Igebm.class, name = "igebm")
})
public sealed interface ScalarConfig {

    /** The MLP for points, or the two-stage network for tiny images, sized by the energy's own keys. */
    record Small() implements ScalarConfig {}

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
            Require.atLeast("width", width, 1);
        }
    }
}
