package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.GroupNorm;
import io.dxmi.samplers.net.layer.Layer;
import io.dxmi.samplers.net.layer.Learned;
import io.dxmi.samplers.net.layer.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DDPM++, NCSN++ (Song et al., 2021) and ADM (Dhariwal and Nichol, 2021) as EDM has them (Karras et al., 2022), under the names of EDM's
 * code: x (B, channels, R, R),
 * time (B) and, with classes, a label to x's shape. The time is 1000 times EDM's {@code c_noise}, so that {@code 250 log sigma} is
 * right.
 *
 * @param channels of the images
 * @param resolution R, which is in the names of the parameters
 * @param width channels of the stem; in ADM, the stem has those of the first level
 * @param multipliers channels of each level in units of {@code width}, the finest first
 * @param blocks residual blocks per level
 * @param attention resolutions with attention; in ADM, none where a level has fewer than 64 channels
 * @param classes 0 for none
 */
public record SongUnet(
        int channels,
        int resolution,
        int width,
        List<Integer> multipliers,
        int blocks,
        List<Integer> attention,
        int classes,
        Family family)
        implements StepNetwork {

    /** What EDM's code builds out of the same names. */
    public enum Family {
        /** Sinusoids of the time; resolution changes by means and copies of pixels. */
        DDPMPP,
        /** Fixed random features of the time, a residual pyramid on the way down, filtered resampling. */
        NCSNPP,
        /** Time and class scale the features besides shifting them; attention of several heads; sums are not rescaled. */
        ADM
    }

    private static final double TIMES = 1000;

    /** Standard deviation of the random frequencies. */
    private static final double FREQUENCIES = 16;

    public SongUnet {
        multipliers = List.copyOf(multipliers);
        attention = List.copyOf(attention);
        if (width < 4 || width % 4 != 0) {
            throw new IllegalArgumentException("width must be a multiple of 4, got " + width);
        }
        if (multipliers.isEmpty() || resolution % (1 << (multipliers.size() - 1)) != 0) {
            throw new IllegalArgumentException(
                    "resolution " + resolution + " cannot be halved between each of " + multipliers.size() + " levels");
        }
    }

    /** Features of the time. */
    private int noise() {
        return family == Family.NCSNPP ? 2 * width : width;
    }

    private int stem() {
        return family == Family.ADM ? width * multipliers.get(0) : width;
    }

    /** On the way down, the picture's own features at half the side. */
    private record Pyramid(Conv2d conv) {
        <T> T of(Ops<T> o, Params<T> p, T x) {
            return conv.of(o, p, Fir.wider(o, x));
        }
    }

    /** What follows on the way down: a block, and the pyramid behind it where there is one. */
    private record Step(SongBlock block, Pyramid pyramid) {}

    private final class Layers extends Block {

        final Learned frequencies = family == Family.NCSNPP
                ? add(new Learned(Parameter.normal("map_noise.freqs", FREQUENCIES, noise() / 2)))
                : null;
        final Layer labels = classes > 0 ? add(labels()) : null;
        final Linear map0 = add(new Linear("map_layer0", noise(), 4L * width));
        final Linear map1 = add(new Linear("map_layer1", 4L * width, 4L * width));
        final Conv2d stem = add(new Conv2d("enc." + at(0) + "conv", channels, stem(), 3));
        final List<Step> down = new ArrayList<>();
        final List<SongBlock> up = new ArrayList<>();
        final GroupNorm norm;
        final Conv2d out;

        Layers() {
            super("");
            List<Integer> skips = new ArrayList<>(List.of(stem()));
            int now = addDown(skips);
            int last = multipliers.size() - 1;
            up.add(block("dec." + at(last) + "in0", now, now, last, Resize.NONE, true));
            up.add(block("dec." + at(last) + "in1", now, now, last, Resize.NONE, false));
            for (int level = last; level >= 0; level--) {
                if (level < last) up.add(block("dec." + at(level) + "up", now, now, level, Resize.DOUBLE, false));
                for (int b = 0; b <= blocks; b++) {
                    int in = now + skips.remove(skips.size() - 1);
                    now = width * multipliers.get(level);
                    boolean attends = (b == blocks || family == Family.ADM) && attention.contains(resolution >> level);
                    up.add(block("dec." + at(level) + "block" + b, in, now, level, Resize.NONE, attends));
                }
            }
            String end = family == Family.ADM ? "out_" : "dec." + at(0) + "aux_";
            norm = add(SongBlock.norm(end + "norm", now, family));
            out = add(new Conv2d(end + "conv", now, channels, 3).zero());
        }

        private Layer labels() {
            if (family != Family.ADM) return new Linear("map_label", classes, noise());
            return new Learned(Parameter.normal("map_label.weight", 1, 4L * width, classes));
        }

        private int addDown(List<Integer> skips) {
            int now = stem();
            int aside = channels;
            for (int level = 0; level < multipliers.size(); level++) {
                if (level > 0) {
                    SongBlock halve = block("enc." + at(level) + "down", now, now, level, Resize.HALVE, false);
                    Pyramid pyramid = null;
                    if (family == Family.NCSNPP) {
                        Conv2d conv = new Conv2d("enc." + at(level) + "aux_residual", aside, now, 3).strided(2, 0);
                        pyramid = new Pyramid(add(conv));
                        aside = now;
                    }
                    down.add(new Step(halve, pyramid));
                    skips.add(now);
                }
                for (int b = 0; b < blocks; b++) {
                    int in = now;
                    now = width * multipliers.get(level);
                    boolean attends = attention.contains(resolution >> level);
                    String name = "enc." + at(level) + "block" + b;
                    down.add(new Step(block(name, in, now, level, Resize.NONE, attends), null));
                    skips.add(now);
                }
            }
            return now;
        }

        private SongBlock block(String name, int in, int out, int level, Resize resize, boolean attends) {
            int side = resolution >> level;
            return add(new SongBlock(name, in, out, 4 * width, side, resize, family, attends));
        }
    }

    private String at(int level) {
        int side = resolution >> level;
        return side + "x" + side + "_";
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    /** EDM's vector of zeros in place of a class. */
    @Override
    public Optional<StepNetwork> withoutClass() {
        return classes == 0 ? Optional.empty() : Optional.of(new Unlabelled(this));
    }

    private record Unlabelled(SongUnet network) implements StepNetwork {
        @Override
        public List<Parameter> parameters() {
            return network.parameters();
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
            return network.of(o, p, x, time, Optional.empty());
        }
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time, T label, T latent) {
        return of(o, p, x, time, Optional.of(label));
    }

    private <T> T of(Ops<T> o, Params<T> p, T x, T time, Optional<T> label) {
        Layers layers = new Layers();
        T e = embedding(o, p, layers, o.scale(o.toFloat(time), 1 / TIMES), label);
        List<T> skips = new ArrayList<>();
        T h = o.channelsLast(layers.stem.of(o, p, x), stem());
        T aside = x;
        skips.add(h);
        for (Step step : layers.down) {
            h = step.block.of(o, p, h, e);
            if (step.pyramid != null) {
                h = NcsnppGenerator.sum(o, h, step.pyramid.of(o, p, aside), true);
                aside = h;
            }
            skips.add(h);
        }
        int now = layers.down.isEmpty()
                ? stem()
                : layers.down.get(layers.down.size() - 1).block.out();
        for (SongBlock block : layers.up) {
            if (block.in() != now) h = o.concat(List.of(h, skips.remove(skips.size() - 1)), 1);
            h = block.of(o, p, h, e);
            now = block.out();
        }
        return layers.out.of(o, p, o.silu(layers.norm.of(o, p, h)));
    }

    private <T> T embedding(Ops<T> o, Params<T> p, Layers layers, T time, Optional<T> label) {
        if (family == Family.ADM) return admEmbedding(o, p, layers, time, label);
        T e = layers.frequencies != null ? random(o, p, layers, time) : new Sinusoids(width).shared(o, time);
        if (layers.labels != null) {
            // the linear layer of a unit vector times the root of the number of classes
            T columns = o.transpose(p.get("map_label.weight"), 0, 1);
            T bias = p.get("map_label.bias");
            T chosen = label.map(l -> o.add(o.scale(o.indexSelect(columns, l), Math.sqrt(classes)), bias))
                    .orElse(bias);
            e = o.add(e, chosen);
        }
        return o.silu(layers.map1.of(o, p, o.silu(layers.map0.of(o, p, e))));
    }

    private <T> T admEmbedding(Ops<T> o, Params<T> p, Layers layers, T time, Optional<T> label) {
        T e = layers.map1.of(o, p, o.silu(layers.map0.of(o, p, AdmUnet.features(o, time, width))));
        if (layers.labels != null && label.isPresent()) {
            T columns = o.transpose(p.get("map_label.weight"), 0, 1);
            e = o.add(e, o.indexSelect(columns, label.get()));
        }
        return o.silu(e);
    }

    /** The frequencies are not trained: their gradient is 0. */
    private <T> T random(Ops<T> o, Params<T> p, Layers layers, T time) {
        T own = layers.frequencies.of(p);
        T fixed = o.add(o.stopGradient(own), o.scale(own, 0));
        T angles = o.mul(o.perSample(time, 2), o.scale(fixed, 2 * Math.PI));
        return o.concat(List.of(o.sin(angles), o.cos(angles)), 1);
    }
}
