package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/** One entry of the list of layers that {@link NcsnppGenerator} is in its checkpoints. */
sealed interface NcsnppPart {

    double EPS = 1e-6;

    List<Parameter> parameters(String name);

    /**
     * Runs the layer.
     *
     * @param x (B, in, H, W)
     * @param e activated features of the time
     * @param z features of the random vector
     */
    <T> T of(Ops<T> o, Params<T> p, T x, T e, T z);

    static int groups(int channels) {
        return Math.min(channels / 4, 32);
    }

    static <T> T norm(Ops<T> o, Params<T> p, T x, int channels) {
        return o.groupNorm(x, p.get("weight"), p.get("bias"), groups(channels), EPS);
    }

    static <T> T conv(Ops<T> o, Params<T> p, T x, long in, long out, long k, int stride, int padding) {
        return o.conv2d(x, p.get("weight"), p.get("bias"), new long[] {out, in, k, k}, stride, padding);
    }

    /** {@code (a + b) / sqrt(2)} where sums are rescaled. */
    static <T> T sum(Ops<T> o, T a, T b, boolean rescaled) {
        T sum = o.add(a, b);
        return rescaled ? o.scale(sum, Math.sqrt(0.5)) : sum;
    }

    /** A 3x3 convolution. */
    record Conv(int in, int out, boolean zero) implements NcsnppPart {
        @Override
        public List<Parameter> parameters(String name) {
            return zero ? DdpmBlocks.zeroConv(name, in, out, 3) : Parameter.conv(name, in, out, 3);
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T e, T z) {
            return conv(o, p, x, in, out, 3, 1, 1);
        }
    }

    /** Normalisation and SiLU. */
    record Norm(int channels) implements NcsnppPart {
        @Override
        public List<Parameter> parameters(String name) {
            return Parameter.norm(name, channels);
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T e, T z) {
            return o.silu(norm(o, p, x, channels));
        }
    }

    /** The image pyramid halved by a filter and a convolution. */
    record PyramidDown(int in, int out) implements NcsnppPart {
        @Override
        public List<Parameter> parameters(String name) {
            return Parameter.conv(name + ".Conv2d_0", in, out, 3);
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T e, T z) {
            return conv(o, p.in("Conv2d_0"), Fir.wider(o, x), in, out, 3, 2, 0);
        }
    }

    /** The halved image in as many channels as the features that it is added to. */
    record Combine(int in, int out) implements NcsnppPart {
        @Override
        public List<Parameter> parameters(String name) {
            return Parameter.conv(name + ".Conv_0", in, out, 1);
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T e, T z) {
            return conv(o, p.in("Conv_0"), x, in, out, 1, 1, 0);
        }
    }

    /**
     * A residual block whose normalisations take gain and shift from the random vector.
     *
     * @param time width of the time features
     * @param latent width of the random vector's features
     * @param adaptive how many of the two normalisations do: the first or both
     */
    record Residual(int in, int out, AdmPart.Resize resize, int time, int latent, int adaptive, boolean rescaled)
            implements NcsnppPart {
        @Override
        public List<Parameter> parameters(String name) {
            List<Parameter> list = new ArrayList<>();
            list.addAll(style(name + ".GroupNorm_0.style", in));
            list.addAll(Parameter.conv(name + ".Conv_0", in, out, 3));
            list.addAll(Parameter.linear(name + ".Dense_0", time, out));
            list.addAll(
                    adaptive == 2
                            ? style(name + ".GroupNorm_1.style", out)
                            : Parameter.norm(name + ".GroupNorm_1", out));
            list.addAll(DdpmBlocks.zeroConv(name + ".Conv_1", out, out, 3));
            if (projects()) list.addAll(Parameter.conv(name + ".Conv_2", in, out, 1));
            return list;
        }

        private boolean projects() {
            return in != out || resize != AdmPart.Resize.NONE;
        }

        /** Gain 1 and shift 0 whatever the random vector, as far as the bias goes. */
        private List<Parameter> style(String name, int channels) {
            return List.of(
                    Parameter.uniform(name + ".weight", latent, 2L * channels, latent),
                    new Parameter(name + ".bias", new long[] {2L * channels}, (random, count) -> {
                        float[] values = new float[count];
                        for (int i = 0; i < channels; i++) values[i] = 1;
                        return values;
                    }));
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T e, T z) {
            T h = resized(o, o.silu(styled(o, p.in("GroupNorm_0"), x, z, in)));
            h = conv(o, p.in("Conv_0"), h, in, out, 3, 1, 1);
            T shift = o.linear(e, p.get("Dense_0.weight"), p.get("Dense_0.bias"));
            h = o.add(h, o.reshape(shift, -1, out, 1, 1));
            Params<T> second = p.in("GroupNorm_1");
            h = o.silu(adaptive == 2 ? styled(o, second, h, z, out) : norm(o, second, h, out));
            h = conv(o, p.in("Conv_1"), h, out, out, 3, 1, 1);
            T skip = resized(o, x);
            return sum(o, projects() ? conv(o, p.in("Conv_2"), skip, in, out, 1, 1, 0) : skip, h, rescaled);
        }

        private <T> T styled(Ops<T> o, Params<T> p, T x, T z, int channels) {
            T row = o.linear(z, p.get("style.weight"), p.get("style.bias"));
            T gain = o.reshape(o.slice(row, 1, 0, channels), -1, channels, 1, 1);
            T shift = o.reshape(o.slice(row, 1, channels, 2L * channels), -1, channels, 1, 1);
            return o.add(o.mul(gain, o.groupNorm(x, groups(channels), EPS)), shift);
        }

        private <T> T resized(Ops<T> o, T x) {
            return switch (resize) {
                case NONE -> x;
                case HALVE -> Fir.halve(o, x);
                case DOUBLE -> Fir.twice(o, x);
            };
        }
    }

    /** One head of attention over all pixels of x (B, channels, side, side), added to x; weights are (in, out). */
    record Attention(int channels, int side, boolean rescaled) implements NcsnppPart {
        @Override
        public List<Parameter> parameters(String name) {
            List<Parameter> list = new ArrayList<>(Parameter.norm(name + ".GroupNorm_0", channels));
            for (int i = 0; i < 4; i++) {
                String module = name + ".NIN_" + i;
                list.add(
                        i < 3
                                ? Parameter.uniform(module + ".W", channels, channels, channels)
                                : Parameter.constant(module + ".W", 0, channels, channels));
                list.add(Parameter.constant(module + ".b", 0, channels));
            }
            return list;
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T e, T z) {
            T h = norm(o, p.in("GroupNorm_0"), x, channels);
            long pixels = (long) side * side;
            T tokens = o.transpose(o.reshape(h, -1, 1, channels, pixels), 2, 3);
            T seen = o.attention(
                    mixed(o, p.in("NIN_0"), tokens), mixed(o, p.in("NIN_1"), tokens), mixed(o, p.in("NIN_2"), tokens));
            T image = o.transpose(mixed(o, p.in("NIN_3"), seen), 2, 3);
            return sum(o, x, o.reshape(image, -1, channels, side, side), rescaled);
        }

        private static <T> T mixed(Ops<T> o, Params<T> p, T tokens) {
            return o.add(o.linear(tokens, o.transpose(p.get("W"), 0, 1)), p.get("b"));
        }
    }
}
