package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** The network of a value that sees the time. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TimeScalarConfig.Small.class, name = "small"),
    @JsonSubTypes.Type(value = TimeScalarConfig.DdpmEncoder.class, name = "ddpm-encoder")
})
public sealed interface TimeScalarConfig {

    /** The MLP for points, or the two-stage network for tiny images, sized by the value's own keys. */
    record Small() implements TimeScalarConfig {}

    /** The way down of the DDPM U-Net; its keys are those of {@link DenoiserConfig.DdpmUnet}. */
    record DdpmEncoder(int width, List<Integer> multipliers, int blocks, List<Integer> attention, int groups)
            implements TimeScalarConfig {
        public DdpmEncoder {
            multipliers = Levels.check(multipliers);
            attention = List.copyOf(attention);
            Require.atLeast("blocks", blocks, 1);
            Levels.width(width, groups);
        }
    }
}
