package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * A two-level U-Net for tiny images (8x8 to 16x16, even sizes): x (B, channels, H, W), time (B) to x's shape.
 *
 * @param width channels of the upper level, a multiple of 8; the lower level has twice as many
 */
public record ConvDenoiser(int channels, int width) implements TimeNetwork {

    private static final int GROUPS = 8;

    public ConvDenoiser {
        if (width < GROUPS || width % GROUPS != 0) {
            throw new IllegalArgumentException("width must be a multiple of " + GROUPS + ", got " + width);
        }
    }

    private Sinusoids embedding() {
        return new Sinusoids(width);
    }

    @Override
    public List<Parameter> parameters() {
        int deep = 2 * width;
        List<Parameter> list = new ArrayList<>();
        list.addAll(embedding().parameters("time.0", 4 * width));
        list.addAll(Parameter.linear("time.1", 4L * width, 4L * width));
        list.addAll(Parameter.conv("stem", channels, width, 3));
        list.addAll(block("down", width, width));
        list.addAll(block("middle.0", width, deep));
        list.addAll(block("middle.1", deep, deep));
        list.addAll(block("up", deep + width, width));
        list.addAll(Parameter.norm("norm", width));
        list.addAll(Parameter.conv("out", width, channels, 3));
        return list;
    }

    private List<Parameter> block(String name, int in, int out) {
        List<Parameter> list = new ArrayList<>();
        list.addAll(Parameter.norm(name + ".norm1", in));
        list.addAll(Parameter.conv(name + ".conv1", in, out, 3));
        list.addAll(Parameter.linear(name + ".time", 4L * width, out));
        list.addAll(Parameter.norm(name + ".norm2", out));
        list.addAll(Parameter.conv(name + ".conv2", out, out, 3));
        if (in != out) list.addAll(Parameter.conv(name + ".skip", in, out, 1));
        return list;
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
        int deep = 2 * width;
        T e = o.silu(embedding().of(o, p.in("time.0"), embedding().shared(o, time)));
        e = o.silu(o.linear(e, p.get("time.1.weight"), p.get("time.1.bias")));
        T top = block(o, p.in("down"), conv(o, p.in("stem"), x, channels, width, 3), e, width, width);
        T low = block(o, p.in("middle.0"), o.avgPool2(top), e, width, deep);
        low = block(o, p.in("middle.1"), low, e, deep, deep);
        T joined = o.concat(List.of(o.upsample2(low), top), 1);
        T h = block(o, p.in("up"), joined, e, deep + width, width);
        return conv(o, p.in("out"), o.silu(norm(o, p.in("norm"), h)), width, channels, 3);
    }

    private <T> T block(Ops<T> o, Params<T> p, T x, T e, int in, int out) {
        T h = conv(o, p.in("conv1"), o.silu(norm(o, p.in("norm1"), x)), in, out, 3);
        T shift = o.linear(e, p.get("time.weight"), p.get("time.bias"));
        h = o.add(h, o.reshape(shift, -1, out, 1, 1));
        h = conv(o, p.in("conv2"), o.silu(norm(o, p.in("norm2"), h)), out, out, 3);
        return o.add(in == out ? x : conv(o, p.in("skip"), x, in, out, 1), h);
    }

    private static <T> T norm(Ops<T> o, Params<T> p, T x) {
        return o.groupNorm(x, p.get("weight"), p.get("bias"), GROUPS, 1e-6);
    }

    private static <T> T conv(Ops<T> o, Params<T> p, T x, long in, long out, long k) {
        return o.conv2d(x, p.get("weight"), p.get("bias"), new long[] {out, in, k, k}, 1, (int) k / 2);
    }
}
