package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dxmi.gcd.energy.ClassEnergy;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.GaussianBase;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.samplers.net.ClassIgebm;
import io.dxmi.samplers.net.ConvScalar;
import io.dxmi.samplers.net.FlatMlp;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.WeightNorm;
import java.util.Arrays;

/** The network of an energy. A kind holds its keys and makes its energy. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ScalarConfig.Mlp.class, name = "mlp"),
    @JsonSubTypes.Type(value = ScalarConfig.Conv.class, name = "conv"),
    @JsonSubTypes.Type(value = ScalarConfig.LeakyReluMlp.class, name = "leaky-relu-mlp"),
    @JsonSubTypes.Type(value = ScalarConfig.Igebm.class, name = "igebm")
})
public sealed interface ScalarConfig {

    /**
     * The energy over a network of its own.
     *
     * @param shape of a sample: (D) for points, (C, S, S) for images
     * @param classes of which the energy may be conditional
     */
    Energy energy(long[] shape, int classes);

    /** Whether it is for points. */
    default boolean forPoints() {
        return false;
    }

    /** Whether it is for images; a network may be for both. */
    default boolean forImages() {
        return !forPoints();
    }

    /**
     * The MLP for points on a Gaussian base; its other keys are those of {@link DenoiserConfig.Mlp}.
     *
     * @param baseSd standard deviation of the Gaussian, units of the data; where there are no points, the base
     *     is the energy
     */
    record Mlp(int width, int depth, int features, double featureScale, double baseSd) implements ScalarConfig {
        public Mlp {
            Levels.mlp(width, depth, features);
            Levels.featureScale(featureScale);
            Require.above("base_sd", baseSd, 0);
        }

        @Override
        public Energy energy(long[] shape, int classes) {
            int dimensions = (int) shape[0];
            FourierFeatures waves = new FourierFeatures(dimensions, features, featureScale);
            return new GaussianBase(
                    new NetworkEnergy(new io.dxmi.samplers.net.Mlp(waves, width, depth, 1)), baseSd, dimensions);
        }

        @Override
        public boolean forPoints() {
            return true;
        }
    }

    /** The piecewise linear MLP for points, and for images as rows of their values, without a Gaussian base: a potential. */
    record LeakyReluMlp(int width, int depth) implements ScalarConfig {
        public LeakyReluMlp {
            Levels.mlp(width, depth, 0);
        }

        @Override
        public Energy energy(long[] shape, int classes) {
            int values = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
            io.dxmi.samplers.net.LeakyReluMlp rows = new io.dxmi.samplers.net.LeakyReluMlp(values, width, depth, 1);
            return new NetworkEnergy(shape.length == 1 ? rows : new FlatMlp(rows, shape));
        }

        @Override
        public boolean forImages() {
            return true;
        }

        @Override
        public boolean forPoints() {
            return true;
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
        public Energy energy(long[] shape, int classes) {
            return new NetworkEnergy(new ConvScalar((int) shape[0], (int) shape[1], width));
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
        public Energy energy(long[] shape, int classes) {
            WeightNorm norm = spectral ? WeightNorm.SPECTRAL : WeightNorm.NONE;
            io.dxmi.samplers.net.Igebm network = new io.dxmi.samplers.net.Igebm((int) shape[0], width, norm, scaled);
            return conditional ? new ClassEnergy(new ClassIgebm(network, classes)) : new NetworkEnergy(network);
        }
    }
}
