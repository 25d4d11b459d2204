package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** The network of a value that sees the time. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TimeScalarConfig.Mlp.class, name = "mlp"),
    @JsonSubTypes.Type(value = TimeScalarConfig.Conv.class, name = "conv"),
    @JsonSubTypes.Type(value = TimeScalarConfig.DdpmEncoder.class, name = "ddpm-encoder")
})
public sealed interface TimeScalarConfig {

    /** One answer for each kind. */
    interface Cases<T> {
        T mlp(Mlp network);

        T conv(Conv network);

        T ddpmEncoder(DdpmEncoder network);
    }

    <T> T by(Cases<T> cases);

    /** The MLP for points; its keys are those of {@link DenoiserConfig.Mlp}. */
    record Mlp(int width, int depth, int features, double featureScale) implements TimeScalarConfig {
        public Mlp {
            Levels.mlp(width, depth, features);
            Levels.featureScale(featureScale);
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
    record Conv(int width) implements TimeScalarConfig {
        public Conv {
            Levels.conv(width);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.conv(this);
        }
    }

    /** The way down of the DDPM U-Net; its keys are those of {@link DenoiserConfig.DdpmUnet}. */
    record DdpmEncoder(int width, List<Integer> multipliers, int blocks, List<Integer> attention, int groups)
            implements TimeScalarConfig {
        public DdpmEncoder {
            multipliers = Levels.check(multipliers);
            attention = Levels.sides(attention);
            Levels.blocks(blocks);
            Levels.groups(groups, width);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.ddpmEncoder(this);
        }
    }
}
