package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Identity;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.ArrayList;
import java.util.List;

/** The layers of {@link NcsnppGenerator}, numbered as the checkpoint's list of modules. */
final class NcsnppLayers extends Block {

    private final NcsnppGenerator network;
    private final int levels;
    private int modules;
    private final Linear time0;
    private final Linear time1;
    private final Conv2d stem;
    private final List<Down> down = new ArrayList<>();
    private final NcsnppResidual middle0;
    private final UnaryLayer middle1;
    private final NcsnppResidual middle2;
    private final List<Up> up = new ArrayList<>();
    private final List<Linear> latent = new ArrayList<>();

    NcsnppLayers(NcsnppGenerator network) {
        super("");
        this.network = network;
        levels = network.multipliers().size();
        int width = network.width();
        time0 = add(new Linear(next(), width, 4L * width));
        time1 = add(new Linear(next(), 4L * width, 4L * width));
        stem = add(new Conv2d(next(), network.channels(), width, 3));
        List<Integer> skips = new ArrayList<>(List.of(width));
        for (int level = 0; level < levels; level++) down.add(new Down(level, skips));
        int deepest = channelsAt(levels - 1);
        middle0 = residual(deepest, deepest, Resize.NONE);
        middle1 = attention(deepest, levels - 1);
        middle2 = residual(deepest, deepest, Resize.NONE);
        for (int level = levels - 1; level >= 0; level--) up.add(new Up(level, skips));
        for (int i = 0; i <= network.latentDepth(); i++) {
            int in = i == 0 ? network.latent() : network.latentWidth();
            latent.add(add(new Linear("z_transform." + (2 * i + 1), in, network.latentWidth())));
        }
    }

    private String next() {
        return "all_modules." + modules++;
    }

    private int channelsAt(int level) {
        return network.width() * network.multipliers().get(level);
    }

    private NcsnppResidual residual(int in, int out, Resize resize) {
        return add(new NcsnppResidual(next(), in, out, resize, network));
    }

    private UnaryLayer attention(int channels, int level) {
        boolean rescaled = network.options().rescaled();
        return add(new NcsnppAttention(next(), channels, network.resolution() >> level, rescaled));
    }

    /** Attention where the level has it. */
    private UnaryLayer attentionAt(int level) {
        boolean there = network.attention().contains(network.resolution() >> level);
        return there ? attention(channelsAt(level), level) : new Identity();
    }

    /** What the layers read besides their input: the parameters, the features of the time and of the random vector. */
    private record Pass<T>(Ops<T> o, Params<T> p, T e, T z) {
        T of(NcsnppResidual residual, T x) {
            return residual.of(o, p, x, e, z);
        }

        T of(UnaryLayer layer, T x) {
            return layer.of(o, p, x);
        }
    }

    <T> T of(Ops<T> o, Params<T> p, T x, T time, T z) {
        Pass<T> pass = new Pass<>(o, p, timeFeatures(o, p, time), latentFeatures(o, p, z));
        ImagePyramid.Images<T> now = new ImagePyramid.Images<>(x, pass.of(stem, x));
        List<T> skips = new ArrayList<>(List.of(now.features()));
        for (Down level : down) now = level.of(pass, now, skips);
        T h = pass.of(middle0, now.features());
        h = pass.of(middle2, pass.of(middle1, h));
        ImagePyramid.Images<T> result = new ImagePyramid.Images<>(null, h);
        for (Up level : up) result = level.of(pass, result, skips);
        return result.image();
    }

    private <T> T timeFeatures(Ops<T> o, Params<T> p, T time) {
        T e = new Sinusoids(network.width()).shared(o, time);
        e = o.silu(time0.of(o, p, e));
        return o.silu(time1.of(o, p, e));
    }

    private <T> T latentFeatures(Ops<T> o, Params<T> p, T vector) {
        T length = o.addScalar(o.meanPerSample(o.square(vector)), 1e-8);
        T z = o.mul(vector, o.perSample(o.exp(o.scale(o.log(length), -0.5)), 2));
        for (Linear linear : latent) z = o.silu(linear.of(o, p, z));
        return z;
    }

    /** A level on the way down, and the halving behind it but for the last level. */
    private final class Down {

        private final List<NcsnppResidual> residuals = new ArrayList<>();
        private final List<UnaryLayer> attentions = new ArrayList<>();
        private final boolean last;
        private final NcsnppResidual halve;
        private final ImagePyramid pyramid;

        /** @param skips gets the channels of what the level hands to the way up */
        Down(int level, List<Integer> skips) {
            last = level + 1 == levels;
            int out = channelsAt(level);
            int before = level == 0 ? network.width() : channelsAt(level - 1);
            for (int b = 0; b < network.blocks(); b++) {
                residuals.add(residual(b == 0 ? before : out, out, Resize.NONE));
                attentions.add(attentionAt(level));
                skips.add(out);
            }
            halve = last ? null : residual(out, out, Resize.HALVE);
            pyramid = last ? null : pyramid(level == 0 ? network.channels() : before, out);
            if (!last) skips.add(out);
        }

        private ImagePyramid pyramid(int in, int out) {
            return switch (network.options().input()) {
                case NONE -> new ImagePyramid.None();
                case SKIP -> add(new ImagePyramid.Skip(next(), network.channels(), out));
                case RESIDUAL ->
                    add(new ImagePyramid.Residual(
                            next(), in, out, network.options().rescaled()));
            };
        }

        <T> ImagePyramid.Images<T> of(Pass<T> pass, ImagePyramid.Images<T> in, List<T> skips) {
            T h = in.features();
            for (int b = 0; b < residuals.size(); b++) {
                h = pass.of(attentions.get(b), pass.of(residuals.get(b), h));
                skips.add(h);
            }
            if (last) return new ImagePyramid.Images<>(in.image(), h);
            ImagePyramid.Images<T> out =
                    pyramid.of(pass.o(), pass.p(), new ImagePyramid.Images<>(in.image(), pass.of(halve, h)));
            skips.add(out.features());
            return out;
        }
    }

    /** A level on the way up, what it adds to the resulting image, and the doubling behind it but for the finest level. */
    private final class Up {

        private final List<NcsnppResidual> residuals = new ArrayList<>();
        private final UnaryLayer attention;
        private final GroupNorm norm;
        private final Conv2d image;
        private final NcsnppResidual enlarge;

        /** @param skips channels of what the way down hands over, of which the last are this level's */
        Up(int level, List<Integer> skips) {
            int out = channelsAt(level);
            int before = level == levels - 1 ? out : channelsAt(level + 1);
            for (int b = 0; b <= network.blocks(); b++) {
                residuals.add(residual((b == 0 ? before : out) + skips.remove(skips.size() - 1), out, Resize.NONE));
            }
            attention = attentionAt(level);
            boolean adds = network.options().output() == NcsnppGenerator.Pyramid.SKIP || level == 0;
            norm = adds ? add(NcsnppGenerator.norm(next(), out)) : null;
            image = adds ? add(toImage(level, out)) : null;
            enlarge = level > 0 ? residual(out, out, Resize.DOUBLE) : null;
        }

        /** Zero at first at both ends, as published. */
        private Conv2d toImage(int level, int in) {
            Conv2d conv = new Conv2d(next(), in, network.channels(), 3);
            return level == 0 || level == levels - 1 ? conv.zero() : conv;
        }

        /** @param in the image of the levels before, null for none, and their features */
        <T> ImagePyramid.Images<T> of(Pass<T> pass, ImagePyramid.Images<T> in, List<T> skips) {
            Ops<T> o = pass.o();
            T h = in.features();
            for (NcsnppResidual residual : residuals) {
                h = pass.of(residual, o.concat(List.of(h, skips.remove(skips.size() - 1)), 1));
            }
            h = pass.of(attention, h);
            T sum = image == null ? in.image() : added(o, in.image(), pass.of(image, o.silu(pass.of(norm, h))));
            return new ImagePyramid.Images<>(sum, enlarge == null ? h : pass.of(enlarge, h));
        }

        private <T> T added(Ops<T> o, T before, T part) {
            return before == null ? part : o.add(Fir.twice(o, before), part);
        }
    }
}
