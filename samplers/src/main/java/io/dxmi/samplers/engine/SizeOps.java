package io.dxmi.samplers.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Follows the shapes of a computation and adds up what its gradient keeps: the operands and results that the backward pass of
 * each operator reads, each array once, whatever views of it there are. Nothing is allocated. Parameters and masks are not
 * counted, and every operand is taken to need a gradient.
 */
public final class SizeOps implements Ops<SizeOps.Sized> {

    /** The shape of an array, and the array whose memory it shares. */
    public static final class Sized {

        private final long[] shape;
        private final Sized base;

        private Sized(long[] shape, Sized base) {
            this.shape = shape;
            this.base = base == null ? this : base.base;
        }

        long numbers() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }
    }

    private final Set<Sized> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Sized> outside = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Sized, LowRank<Sized>> adapters = new HashMap<>();
    private final Set<Sized> weights = Collections.newSetFromMap(new IdentityHashMap<>());
    private long numbers;
    private long largest;

    /** An input or parameter, whose memory is somebody else's. */
    public Sized outside(long... shape) {
        Sized array = new Sized(shape, null);
        outside.add(array);
        return array;
    }

    /** A weight of the given shape with an adapter. */
    public Sized adapted(int rank, long... shape) {
        Sized sum = outside(shape);
        Sized a = outside(with(shape, 0, rank));
        Sized b = outside(shape.length == 2 ? new long[] {shape[0], rank} : new long[] {shape[0], rank, 1, 1});
        adapters.put(sum, new LowRank<>(outside(shape), a, b, rank));
        return sum;
    }

    /** Whether a linear layer or a convolution has so far multiplied by the array, or by a view of it. */
    public boolean isWeight(Sized array) {
        return weights.contains(array);
    }

    /** Bytes that the gradient keeps so far. */
    public long keptBytes() {
        return numbers * Float.BYTES;
    }

    /** Bytes of the largest single array so far. */
    public long largestBytes() {
        return largest * Float.BYTES;
    }

    private Sized array(long... shape) {
        Sized result = new Sized(shape, null);
        largest = Math.max(largest, result.numbers());
        return result;
    }

    private Sized keep(Sized x) {
        if (!outside.contains(x.base) && kept.add(x.base)) numbers += x.base.numbers();
        return x;
    }

    private static Sized view(Sized x, long... shape) {
        return new Sized(shape, x);
    }

    /** A new array of the same shape. */
    private Sized like(Sized x) {
        return array(x.shape.clone());
    }

    /** The same where the gradient reads the operand. */
    private Sized ofKept(Sized x) {
        return like(keep(x));
    }

    private Sized broadcast(Sized a, Sized b) {
        int rank = Math.max(a.shape.length, b.shape.length);
        long[] shape = new long[rank];
        for (int i = 0; i < rank; i++) {
            long one = axis(a, i - rank + a.shape.length);
            long other = axis(b, i - rank + b.shape.length);
            if (one != other && one != 1 && other != 1) {
                throw new IllegalArgumentException(
                        Arrays.toString(a.shape) + " and " + Arrays.toString(b.shape) + " do not broadcast");
            }
            shape[i] = one == 1 ? other : one;
        }
        return array(shape);
    }

    private static long axis(Sized x, int i) {
        return i < 0 ? 1 : x.shape[i];
    }

    private static long[] with(long[] shape, int axis, long size) {
        long[] changed = shape.clone();
        changed[axis < 0 ? axis + shape.length : axis] = size;
        return changed;
    }

    @Override
    public Sized add(Sized a, Sized b) {
        return broadcast(a, b);
    }

    @Override
    public Sized addInPlace(Sized a, Sized b) {
        return view(a, a.shape);
    }

    @Override
    public Sized sub(Sized a, Sized b) {
        return broadcast(a, b);
    }

    @Override
    public Sized mul(Sized a, Sized b) {
        return broadcast(keep(a), keep(b));
    }

    @Override
    public Sized scale(Sized a, double factor) {
        return like(a);
    }

    @Override
    public Sized addScalar(Sized a, double term) {
        return like(a);
    }

    @Override
    public Sized square(Sized a) {
        return ofKept(a);
    }

    @Override
    public Sized exp(Sized a) {
        return keep(like(a));
    }

    @Override
    public Sized log(Sized a) {
        return ofKept(a);
    }

    @Override
    public Sized sin(Sized a) {
        return ofKept(a);
    }

    @Override
    public Sized cos(Sized a) {
        return ofKept(a);
    }

    @Override
    public Sized silu(Sized a) {
        return ofKept(a);
    }

    @Override
    public Sized gelu(Sized a) {
        return ofKept(a);
    }

    @Override
    public Sized leakyRelu(Sized a, double negativeSlope) {
        return ofKept(a);
    }

    @Override
    public Sized leakyReluInPlace(Sized a, double negativeSlope) {
        return view(keep(a), a.shape);
    }

    @Override
    public Sized tanh(Sized a) {
        return keep(like(a));
    }

    @Override
    public Sized logSoftmax(Sized a) {
        return keep(like(a));
    }

    @Override
    public Sized linear(Sized x, Sized weight, Sized bias) {
        return linear(x, weight);
    }

    @Override
    public Sized linear(Sized x, Sized weight) {
        weights.add(x.base); // products of weights with each other
        weights.add(weight.base);
        LowRank<Sized> adapter = adapters.get(weight);
        if (adapter != null) return adapter.added(this, x, linear(x, adapter.weight()));
        return array(with(keep(x).shape, -1, keep(weight).shape[0]));
    }

    @Override
    public Sized conv2d(Sized x, Sized weight, Sized bias, long[] shape, int stride, int padding) {
        return conv2d(x, weight, shape, stride, padding);
    }

    @Override
    public Sized conv2d(Sized x, Sized weight, long[] shape, int stride, int padding) {
        weights.add(weight.base);
        LowRank<Sized> adapter = adapters.get(weight);
        if (adapter != null) {
            return adapter.added(this, x, conv2d(x, adapter.weight(), shape, stride, padding), shape, stride, padding);
        }
        ConvPadding pad = ConvPadding.of(shape);
        return convolved(widened(x, pad.in()), shape[0], pad.out(), shape[2], stride, padding);
    }

    @Override
    public Sized depthwiseConv2d(Sized x, Sized weight, Sized bias, long[] shape, int stride, int padding) {
        long more = ConvPadding.ofDepthwise(shape);
        return convolved(widened(x, more), shape[0], more, shape[2], stride, padding);
    }

    /** With channels of zeros, in memory of its own. */
    private Sized widened(Sized x, long channels) {
        return channels == 0 ? x : array(with(x.shape, 1, x.shape[1] + channels));
    }

    private Sized convolved(Sized x, long channels, long more, long kernel, int stride, int padding) {
        long height = (keep(x).shape[2] + 2L * padding - kernel) / stride + 1;
        long width = (x.shape[3] + 2L * padding - kernel) / stride + 1;
        Sized whole = array(x.shape[0], channels + more, height, width);
        return more == 0 ? whole : view(whole, x.shape[0], channels, height, width);
    }

    @Override
    public Sized channelsLast(Sized x) {
        return like(x);
    }

    @Override
    public Sized groupNorm(Sized x, Sized gain, Sized shift, int groups, double eps) {
        return ofKept(x);
    }

    @Override
    public Sized groupNorm(Sized x, int groups, double eps) {
        return ofKept(x);
    }

    @Override
    public Sized attention(Sized q, Sized k, Sized v) {
        for (Sized each : List.of(q, k, v)) keep(like(each)); // contiguous copies
        return keep(array(with(q.shape, -1, v.shape[v.shape.length - 1])));
    }

    @Override
    public Sized matmul(Sized a, Sized b) {
        return array(with(keep(a).shape, -1, keep(b).shape[b.shape.length - 1]));
    }

    @Override
    public Sized avgPool2(Sized x) {
        return array(keep(x).shape[0], x.shape[1], x.shape[2] / 2, x.shape[3] / 2);
    }

    @Override
    public Sized blur2(Sized x) {
        return array(keep(x).shape[0], x.shape[1], x.shape[2] - 1, x.shape[3] - 1);
    }

    @Override
    public Sized upsample2(Sized x) {
        return array(x.shape[0], x.shape[1], 2 * x.shape[2], 2 * x.shape[3]);
    }

    @Override
    public Sized upsampleConv2d(Sized x, Sized weight, Sized bias, long[] shape) {
        weights.add(weight.base);
        ConvPadding pad = ConvPadding.ofTransposed(shape);
        Sized wide = keep(widened(x, pad.in()));
        Sized whole = array(x.shape[0], shape[0] + pad.out(), 2 * wide.shape[2], 2 * wide.shape[3]);
        return view(whole, x.shape[0], shape[0], 2 * wide.shape[2], 2 * wide.shape[3]);
    }

    @Override
    public Sized concat(List<Sized> parts, int axis) {
        int at = axis < 0 ? axis + parts.get(0).shape.length : axis;
        return array(with(
                parts.get(0).shape,
                at,
                parts.stream().mapToLong(p -> p.shape[at]).sum()));
    }

    @Override
    public Sized reshape(Sized x, long... shape) {
        long known = Arrays.stream(shape).filter(n -> n >= 0).reduce(1, Math::multiplyExact);
        long open = known == 0 ? 0 : x.numbers() / known;
        return view(x, Arrays.stream(shape).map(n -> n < 0 ? open : n).toArray());
    }

    @Override
    public Sized transpose(Sized x, int a, int b) {
        int rank = x.shape.length;
        long[] shape = x.shape.clone();
        int one = a < 0 ? a + rank : a;
        int other = b < 0 ? b + rank : b;
        shape[one] = x.shape[other];
        shape[other] = x.shape[one];
        return view(x, shape);
    }

    @Override
    public Sized slice(Sized x, int axis, long from, long to) {
        return view(x, with(x.shape, axis, to - from));
    }

    @Override
    public Sized pad(Sized x, int before, int after) {
        int more = before + after;
        return array(with(
                with(x.shape, -1, x.shape[x.shape.length - 1] + more), -2, x.shape[x.shape.length - 2] + more));
    }

    @Override
    public Sized indexSelect(Sized table, Sized index) {
        return array(with(table.shape, 0, index.numbers()));
    }

    @Override
    public Sized meanPerSample(Sized x) {
        return array(x.shape[0]);
    }

    @Override
    public Sized meanPixels(Sized x) {
        return array(x.shape[0], x.shape[1]);
    }

    @Override
    public Sized sumPixels(Sized x) {
        return meanPixels(x);
    }

    @Override
    public Sized mean(Sized x) {
        return array();
    }

    @Override
    public Sized sum(Sized x) {
        return array();
    }

    @Override
    public Sized toFloat(Sized x) {
        return like(x);
    }

    @Override
    public Sized toInt(Sized x) {
        return outside(x.shape);
    }

    @Override
    public Sized constant(double... values) {
        return outside(values.length);
    }

    @Override
    public Sized fullIndex(Sized x, long value) {
        return outside(x.shape[0]);
    }

    @Override
    public Sized increment(Sized index, long by) {
        return outside(index.shape);
    }

    @Override
    public Sized normalLike(Sized x) {
        return like(x);
    }

    @Override
    public Sized uniformLike(Sized x) {
        return like(x);
    }

    @Override
    public Sized equal(Sized index, long value) {
        return outside(index.shape);
    }

    @Override
    public Sized less(Sized index, long value) {
        return outside(index.shape);
    }

    @Override
    public Sized not(Sized mask) {
        return outside(mask.shape);
    }

    /** All rows: how many the mask holds is not known. */
    @Override
    public Sized maskedSelect(Sized x, Sized mask) {
        return like(x);
    }

    @Override
    public Sized maskedScatter(Sized mask, Sized whenTrue, Sized whenFalse) {
        return array(mask.shape);
    }

    @Override
    public Sized stopGradient(Sized x) {
        return view(x, x.shape);
    }

    /** What it keeps is given back at its end. */
    @Override
    public Sized withoutGradient(Supplier<Sized> body) {
        Set<Sized> before = new HashSet<>(kept);
        long then = numbers;
        Sized result = body.get();
        kept.retainAll(before);
        numbers = then;
        return array(result.shape);
    }

    @Override
    public Sized variable(Sized x) {
        return view(x, x.shape);
    }

    @Override
    public Sized gradient(Sized scalar, Sized variable) {
        return array(variable.shape);
    }

    @Override
    public Sized differentiableGradient(Sized scalar, Sized variable) {
        numbers *= 2; // the backward pass keeps about what the forward pass has
        return array(variable.shape);
    }

    @Override
    public Sized softplus(Sized a) {
        return ofKept(a);
    }

    @Override
    public Sized sqrt(Sized a) {
        return keep(like(a));
    }

    @Override
    public Sized minimum(Sized a, Sized b) {
        return broadcast(keep(a), keep(b));
    }

    @Override
    public Sized leastOver(Sized x, int axis) {
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < x.shape.length; i++) if (i != axis) shape.add(x.shape[i]);
        keep(x);
        return array(shape.stream().mapToLong(n -> n).toArray());
    }

    @Override
    public Sized clamp(Sized a, double least, double most) {
        return ofKept(a);
    }

    @Override
    public Sized where(Sized mask, Sized whenTrue, Sized whenFalse) {
        return broadcast(broadcast(mask, whenTrue), whenFalse);
    }

    /** The result of a module; what happens in it is not known. */
    @Override
    public Sized module(ScriptModule module, Sized x) {
        return array(x.shape[0]);
    }

    @Override
    public List<Sized> loop(int times, List<Sized> carried, UnaryOperator<List<Sized>> body) {
        List<Sized> state = carried;
        for (int i = 0; i < times; i++) state = body.apply(state);
        return state;
    }
}
