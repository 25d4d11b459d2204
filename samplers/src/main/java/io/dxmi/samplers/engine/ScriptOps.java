package io.dxmi.samplers.engine;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Writes a computation down as the body of a TorchScript function: one line per operator, each naming its result.
 */
public final class ScriptOps implements Ops<ScriptOps.Sym> {

    /** The name of a local variable of the function. */
    public record Sym(String name) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Sym NONE = new Sym("None");

    /** Types of numbers in TorchScript. */
    private static final int INT64 = 4;

    private static final int FLOAT32 = 6;
    private static final int BFLOAT16 = 15;

    /**
     * Below so many channels a group, libtorch's gradient of a channels-last group norm takes longer than that of
     * a channels-first one and turning the images there and back.
     */
    private static final int NARROW = 8;

    private final ScriptText text;
    private final Layout layout;

    /** Whole results of convolutions, which their gradients do not need: what may be overwritten. */
    private final Set<Sym> fresh = new HashSet<>();

    private boolean differentiates;

    private boolean exact;

    private final ProgramNoise noise;

    ScriptOps(ScriptText text) {
        this(text, Share.WHOLE, Layout.CPU);
    }

    /** @param share the rows whose noise is drawn */
    ScriptOps(ScriptText text, Share share, Layout layout) {
        this.text = text;
        this.layout = layout;
        this.noise = new ProgramNoise(text, share);
    }

    /** Whether the body itself asks for a gradient and so must run with autograd on. */
    boolean differentiates() {
        return differentiates;
    }

    /** Whether the body draws noise and so takes the argument {@code seed}. */
    boolean draws() {
        return noise.isDrawn();
    }

    private Sym line(String expression) {
        return text.line(expression);
    }

    private Sym call(String function, Object... arguments) {
        StringBuilder call = new StringBuilder("torch.").append(function).append('(');
        for (int i = 0; i < arguments.length; i++) {
            if (i > 0) call.append(", ");
            Object a = arguments[i];
            call.append(a instanceof long[] longs ? Arrays.toString(longs) : a);
        }
        return line(call.append(')').toString());
    }

    @Override
    public Sym add(Sym a, Sym b) {
        return call("add", a, b);
    }

    @Override
    public Sym addInPlace(Sym a, Sym b) {
        return fresh.contains(a) ? fresh(call("add_", a, b)) : add(a, b);
    }

    private Sym fresh(Sym result) {
        fresh.add(result);
        return result;
    }

    @Override
    public Sym sub(Sym a, Sym b) {
        return call("sub", a, b);
    }

    @Override
    public Sym mul(Sym a, Sym b) {
        return call("mul", a, b);
    }

    @Override
    public Sym scale(Sym a, double factor) {
        return call("mul", a, factor);
    }

    @Override
    public Sym addScalar(Sym a, double term) {
        return call("add", a, term);
    }

    @Override
    public Sym square(Sym a) {
        return call("square", a);
    }

    @Override
    public Sym exp(Sym a) {
        return call("exp", a);
    }

    @Override
    public Sym log(Sym a) {
        return call("log", a);
    }

    @Override
    public Sym sin(Sym a) {
        return call("sin", a);
    }

    @Override
    public Sym cos(Sym a) {
        return call("cos", a);
    }

    @Override
    public Sym gelu(Sym a) {
        return call("gelu", a);
    }

    @Override
    public Sym matmul(Sym a, Sym b) {
        return call("matmul", a, b);
    }

    @Override
    public Sym silu(Sym a) {
        return call("silu", a);
    }

    @Override
    public Sym leakyRelu(Sym a, double negativeSlope) {
        return call("leaky_relu", a, negativeSlope);
    }

    @Override
    public Sym leakyReluInPlace(Sym a, double negativeSlope) {
        return fresh.contains(a) ? call("leaky_relu_", a, negativeSlope) : leakyRelu(a, negativeSlope);
    }

    @Override
    public Sym tanh(Sym a) {
        return call("tanh", a);
    }

    @Override
    public Sym logSoftmax(Sym a) {
        return call("log_softmax", a, -1);
    }

    @Override
    public Sym linear(Sym x, Sym weight, Sym bias) {
        return product(x, weight, bias);
    }

    @Override
    public Sym linear(Sym x, Sym weight) {
        return product(x, weight, NONE);
    }

    private Sym product(Sym x, Sym weight, Sym bias) {
        Optional<LowRank<Sym>> adapter = text.adapter(weight);
        if (adapter.isEmpty()) return factors("linear", x, weight, bias);
        return adapter.get().added(this, x, factors("linear", x, adapter.get().weight(), bias));
    }

    /** A product of the arrays among the arguments, which are rounded if the layout says so; the result is not. */
    private Sym factors(String function, Object... arguments) {
        if (!layout.bf16() || exact) return call(function, arguments);
        Object[] rounded = Arrays.stream(arguments)
                .map(a -> a instanceof Sym x && !x.equals(NONE) ? to(x, BFLOAT16) : a)
                .toArray();
        return toFloat(call(function, rounded));
    }

    private Sym to(Sym x, int type) {
        return call("to", x, type, "False", "False", "None");
    }

    @Override
    public Sym conv2d(Sym x, Sym weight, long[] shape, int stride, int padding) {
        return convolution(x, weight, NONE, shape, stride, padding);
    }

    @Override
    public Sym conv2d(Sym x, Sym weight, Sym bias, long[] shape, int stride, int padding) {
        return convolution(x, weight, padded(bias, 0, layout.convolution(shape).out()), shape, stride, padding);
    }

    private Sym convolution(Sym x, Sym weight, Sym bias, long[] shape, int stride, int padding) {
        Optional<LowRank<Sym>> adapter = text.adapter(weight);
        if (adapter.isPresent()) {
            Sym y = convolution(x, adapter.get().weight(), bias, shape, stride, padding);
            return adapter.get().added(this, x, y, shape, stride, padding);
        }
        ConvPadding pad = layout.convolution(shape);
        long[] s = {stride, stride};
        long[] p = {padding, padding};
        Sym whole = padded(padded(weight, 2, pad.in()), 3, pad.out());
        Sym y = factors("conv2d", padded(x, 2, pad.in()), whole, bias, s, p, new long[] {1, 1}, 1);
        return pad.out() == 0 ? fresh(y) : slice(y, 1, 0, shape[0]);
    }

    @Override
    public Sym depthwiseConv2d(Sym x, Sym weight, Sym bias, long[] shape, int stride, int padding) {
        long more = layout.depthwise(shape);
        long[] s = {stride, stride};
        long[] p = {padding, padding};
        Sym y = factors(
                "conv2d",
                padded(x, 2, more),
                padded(weight, 3, more),
                padded(bias, 0, more),
                s,
                p,
                new long[] {1, 1},
                shape[0] + more);
        return more == 0 ? fresh(y) : slice(y, 1, 0, shape[0]);
    }

    /** With so many zeros at the end of an axis, which is counted from the last. */
    private Sym padded(Sym x, int axis, long zeros) {
        if (zeros == 0) return x;
        long[] both = new long[2 * axis + 2];
        both[2 * axis + 1] = zeros;
        return call("constant_pad_nd", x, both, 0);
    }

    @Override
    public Sym groupNorm(Sym x, Sym gain, Sym shift, int groups, double eps) {
        String how = ", " + groups + ", " + gain + ", " + shift + ", " + eps + ", False)";
        Sym narrow = line(String.format(Locale.ROOT, "torch.lt(torch.size(%s, 1), %d)", x, NARROW * groups));
        Sym turned = line(String.format(Locale.ROOT, "torch.is_contiguous(%s, memory_format=2)", x));
        Sym y = new Sym(text.name("v"));
        text.statement(String.format(
                Locale.ROOT, "if torch.__and__(torch.__and__(%s, %s), %s.requires_grad):", narrow, turned, x));
        text.statement(String.format(
                Locale.ROOT, "  %s = torch.group_norm(torch.contiguous(%s, memory_format=0)%s", y, x, how));
        text.statement(String.format(Locale.ROOT, "  %1$s = torch.contiguous(%1$s, memory_format=2)", y));
        text.statement("else:");
        text.statement(String.format(Locale.ROOT, "  %s = torch.group_norm(%s%s", y, x, how));
        return y;
    }

    @Override
    public Sym groupNorm(Sym x, int groups, double eps) {
        return groupNorm(x, NONE, NONE, groups, eps);
    }

    @Override
    public Sym attention(Sym q, Sym k, Sym v) {
        // tokens cut out of channels-first images have strides that send libtorch down its slow path
        return factors(
                "scaled_dot_product_attention", contiguous(q), contiguous(k), contiguous(v), "None", "0.", "False");
    }

    private Sym contiguous(Sym x) {
        return line("torch.contiguous(" + x + ", memory_format=0)");
    }

    @Override
    public Sym channelsLast(Sym x) {
        if (!layout.channelsLast()) return x;
        Sym y = line("torch.contiguous(" + x + ", memory_format=2)");
        return fresh.contains(x) ? fresh(y) : y;
    }

    @Override
    public Sym blur2(Sym x) {
        return call("avg_pool2d", x, new long[] {2, 2}, new long[] {1, 1}, new long[] {0, 0}, "False", "True", "None");
    }

    @Override
    public Sym avgPool2(Sym x) {
        long[] two = {2, 2};
        return call("avg_pool2d", x, two, two, new long[] {0, 0}, "False", "True", "None");
    }

    @Override
    public Sym upsample2(Sym x) {
        return call("upsample_nearest2d", x, "None", "[2., 2.]");
    }

    @Override
    public Sym upsampleConv2d(Sym x, Sym weight, Sym bias, long[] shape) {
        ConvPadding pad = layout.transposed(shape);
        Sym taps = exactly(() -> ResampledKernels.upsampled(this, weight, shape[0], shape[1]));
        Sym whole = transpose(padded(padded(taps, 2, pad.in()), 3, pad.out()), 0, 1);
        long[] one = {1, 1};
        long[] two = {2, 2};
        long[] none = {0, 0};
        Sym y = factors("conv_transpose2d", padded(x, 2, pad.in()), whole, NONE, two, one, none, 1, one);
        Sym cut = pad.out() == 0 ? fresh(y) : slice(y, 1, 0, shape[0]);
        // apart, because libtorch sums the gradient of a bias of its own up one number at a time
        return addInPlace(cut, reshape(bias, -1, 1, 1));
    }

    @Override
    public Sym concat(List<Sym> parts, int axis) {
        return call("cat", parts, axis);
    }

    @Override
    public Sym reshape(Sym x, long... shape) {
        return call("reshape", x, shape);
    }

    @Override
    public Sym transpose(Sym x, int a, int b) {
        return call("transpose", x, a, b);
    }

    @Override
    public Sym slice(Sym x, int axis, long from, long to) {
        return call("slice", x, axis, from, to, 1);
    }

    @Override
    public Sym pad(Sym x, int before, int after) {
        return call("constant_pad_nd", x, new long[] {before, after, before, after}, 0);
    }

    @Override
    public Sym indexSelect(Sym table, Sym index) {
        return call("index_select", table, 0, index);
    }

    @Override
    public Sym meanPerSample(Sym x) {
        return line("torch.mean(torch.flatten(" + x + ", 1, -1), [1], False)");
    }

    @Override
    public Sym meanPixels(Sym x) {
        return call("mean", x, new long[] {2, 3}, "False");
    }

    @Override
    public Sym sumPixels(Sym x) {
        return line("torch.sum(" + x + ", [2, 3], False, dtype=None)");
    }

    @Override
    public Sym mean(Sym x) {
        return call("mean", x);
    }

    @Override
    public Sym sum(Sym x) {
        return call("sum", x);
    }

    @Override
    public Sym toFloat(Sym x) {
        return to(x, FLOAT32);
    }

    @Override
    public Sym toInt(Sym x) {
        return to(x, INT64);
    }

    @Override
    public Sym constant(double... values) {
        return text.constant(values);
    }

    @Override
    public Sym fullIndex(Sym x, long value) {
        return line("torch.full([torch.size(" + x + ", 0)], " + value + ", dtype=4, device=" + x + ".device)");
    }

    @Override
    public Sym increment(Sym index, long by) {
        return call("add", index, by);
    }

    @Override
    public Sym normalLike(Sym x) {
        return noise.like(x, "randn");
    }

    @Override
    public Sym uniformLike(Sym x) {
        return noise.like(x, "rand");
    }

    @Override
    public Sym withoutGradient(Supplier<Sym> body) {
        differentiates = true;
        text.statement("torch.set_grad_enabled(False)");
        Sym result = body.get();
        text.statement("torch.set_grad_enabled(True)");
        return result;
    }

    @Override
    public <R> R exactly(Supplier<R> body) {
        boolean before = exact;
        exact = true;
        try {
            return body.get();
        } finally {
            exact = before;
        }
    }

    @Override
    public Sym equal(Sym index, long value) {
        return call("eq", index, value);
    }

    @Override
    public Sym less(Sym index, long value) {
        return call("lt", index, value);
    }

    @Override
    public Sym not(Sym mask) {
        return call("logical_not", mask);
    }

    @Override
    public Sym maskedSelect(Sym x, Sym mask) {
        return line("torch.index(" + x + ", annotate(List[Optional[Tensor]], [" + mask + "]))");
    }

    @Override
    public Sym maskedScatter(Sym mask, Sym whenTrue, Sym whenFalse) {
        Sym zero = scale(toFloat(mask), 0);
        Sym half = put(zero, mask, whenTrue);
        return put(half, not(mask), whenFalse);
    }

    private Sym put(Sym into, Sym mask, Sym values) {
        return line("torch.index_put(" + into + ", annotate(List[Optional[Tensor]], [" + mask + "]), " + values
                + ", False)");
    }

    @Override
    public Sym stopGradient(Sym x) {
        return call("detach", x);
    }

    @Override
    public Sym variable(Sym x) {
        differentiates = true;
        return line("torch.requires_grad_(torch.detach(" + x + "), True)");
    }

    @Override
    public Sym gradient(Sym scalar, Sym variable) {
        differentiates = true;
        return line("unchecked_cast(Tensor, torch.autograd.grad([" + scalar + "], [" + variable
                + "], None, None, False, False)[0])");
    }

    @Override
    public Sym differentiableGradient(Sym scalar, Sym variable) {
        differentiates = true;
        return line("unchecked_cast(Tensor, torch.autograd.grad([" + scalar + "], [" + variable
                + "], None, True, True, False)[0])");
    }

    @Override
    public Sym softplus(Sym a) {
        return call("softplus", a);
    }

    @Override
    public Sym sqrt(Sym a) {
        return call("sqrt", a);
    }

    @Override
    public Sym minimum(Sym a, Sym b) {
        return call("minimum", a, b);
    }

    @Override
    public Sym leastOver(Sym x, int axis) {
        return call("amin", x, new long[] {axis}, "False");
    }

    @Override
    public Sym clamp(Sym a, double least, double most) {
        return call("clamp", a, least, most);
    }

    @Override
    public Sym where(Sym mask, Sym whenTrue, Sym whenFalse) {
        return call("where", mask, whenTrue, whenFalse);
    }

    @Override
    public Sym module(ScriptModule module, Sym x) {
        text.around(module);
        Sym y = new Sym(text.name("v"));
        text.statement("if torch.eq(torch.size(" + x + ", 0), 0):"); // the others' code may not be made for none
        text.statement("  " + y + " = torch.mean(torch.flatten(" + x + ", 1, -1), [1], False)");
        text.statement("else:");
        text.statement("  " + y + " = (self.module).forward(torch.clone(" + x + ", memory_format=0), )");
        return y;
    }

    @Override
    public List<Sym> loop(int times, List<Sym> carried, UnaryOperator<List<Sym>> body) {
        List<Sym> state = carried.stream().map(c -> line(c.name())).toList();
        text.statement("for " + text.name("i") + " in range(" + times + "):");
        text.indented(() -> {
            List<Sym> next = body.apply(state).stream().map(r -> line(r.name())).toList();
            for (int k = 0; k < state.size(); k++) text.statement(state.get(k) + " = " + next.get(k));
        });
        return state;
    }
}
