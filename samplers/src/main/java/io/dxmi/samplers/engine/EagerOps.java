package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Runs each operator at once through DJL's own operations, for debugging and as the oracle of {@link ScriptOps}.
 *
 * <p>Every result belongs to the scope given here. Numbers become native constants of that scope, because DJL's
 * {@code mul(Number)} hands autograd a buffer that the garbage collector may free before the backward pass.
 */
public final class EagerOps implements Ops<NDArray> {

    private final NDManager scope;
    private long nextSeed;

    /** @param seed what {@link #normalLike} draws from; negative for {@link NoiseGenerator#PHILOX} */
    public EagerOps(NDManager scope, long seed) {
        this.scope = scope;
        this.nextSeed = seed;
    }

    /** Parameters of the given weights, for a {@link Computation} or {@link Loss}. */
    public static Networks<NDArray> networks(Weights... weights) {
        return name -> {
            for (Weights w : weights) {
                if (w.name().equals(name)) return new Params<>(w::get);
            }
            throw new IllegalArgumentException("the computation reads network '" + name + "', which was not given");
        };
    }

    private NDArray keep(NDArray result) {
        result.attach(scope);
        return result;
    }

    private NDArray number(double value, DataType type) {
        return scope.full(new Shape(), (float) value, type);
    }

    @Override
    public NDArray add(NDArray a, NDArray b) {
        return keep(a.add(b));
    }

    @Override
    public NDArray addInPlace(NDArray a, NDArray b) {
        return add(a, b);
    }

    @Override
    public NDArray sub(NDArray a, NDArray b) {
        return keep(a.sub(b));
    }

    @Override
    public NDArray mul(NDArray a, NDArray b) {
        return keep(a.mul(b));
    }

    @Override
    public NDArray scale(NDArray a, double factor) {
        return keep(a.mul(number(factor, a.getDataType())));
    }

    @Override
    public NDArray addScalar(NDArray a, double term) {
        return keep(a.add(number(term, a.getDataType())));
    }

    @Override
    public NDArray square(NDArray a) {
        return keep(a.mul(a));
    }

    @Override
    public NDArray exp(NDArray a) {
        return keep(a.exp());
    }

    @Override
    public NDArray log(NDArray a) {
        return keep(a.log());
    }

    @Override
    public NDArray sin(NDArray a) {
        return keep(a.sin());
    }

    @Override
    public NDArray cos(NDArray a) {
        return keep(a.cos());
    }

    @Override
    public NDArray gelu(NDArray a) {
        return keep(Activation.gelu(a));
    }

    @Override
    public NDArray matmul(NDArray a, NDArray b) {
        return keep(a.matMul(b));
    }

    @Override
    public NDArray silu(NDArray a) {
        return keep(a.mul(keep(Activation.sigmoid(a))));
    }

    @Override
    public NDArray leakyRelu(NDArray a, double negativeSlope) {
        return keep(Activation.leakyRelu(a, (float) negativeSlope));
    }

    @Override
    public NDArray leakyReluInPlace(NDArray a, double negativeSlope) {
        return leakyRelu(a, negativeSlope);
    }

    @Override
    public NDArray tanh(NDArray a) {
        return keep(a.tanh());
    }

    @Override
    public NDArray logSoftmax(NDArray a) {
        return keep(a.logSoftmax(-1));
    }

    @Override
    public NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        return add(linear(x, weight), bias);
    }

    @Override
    public NDArray linear(NDArray x, NDArray weight) {
        return keep(x.matMul(keep(weight.transpose())));
    }

    @Override
    public NDArray conv2d(NDArray x, NDArray weight, NDArray bias, long[] shape, int stride, int padding) {
        return add(conv2d(x, weight, shape, stride, padding), reshape(bias, 1, shape[0], 1, 1));
    }

    @Override
    public NDArray conv2d(NDArray x, NDArray weight, long[] shape, int stride, int padding) {
        ConvPadding pad = ConvPadding.of(shape);
        NDArray xp = pad.in() == 0 ? x : keep(x.pad(new Shape(0, 0, 0, 0, 0, pad.in()), 0));
        NDArray wp = pad.isNone() ? weight : keep(weight.pad(new Shape(0, 0, 0, 0, 0, pad.in(), 0, pad.out()), 0));
        NDArray y = keep(JniUtils.convolution(
                (PtNDArray) xp,
                (PtNDArray) wp,
                null,
                new Shape(stride, stride),
                new Shape(padding, padding),
                new Shape(1, 1),
                1));
        return pad.out() == 0 ? y : slice(y, 1, 0, shape[0]);
    }

    @Override
    public NDArray depthwiseConv2d(NDArray x, NDArray weight, NDArray bias, long[] shape, int stride, int padding) {
        long more = ConvPadding.ofDepthwise(shape);
        NDArray xp = more == 0 ? x : keep(x.pad(new Shape(0, 0, 0, 0, 0, more), 0));
        NDArray wp = more == 0 ? weight : keep(weight.pad(new Shape(0, 0, 0, 0, 0, 0, 0, more), 0));
        NDArray y = keep(JniUtils.convolution(
                (PtNDArray) xp,
                (PtNDArray) wp,
                null,
                new Shape(stride, stride),
                new Shape(padding, padding),
                new Shape(1, 1),
                Math.toIntExact(shape[0] + more)));
        return add(more == 0 ? y : slice(y, 1, 0, shape[0]), reshape(bias, 1, shape[0], 1, 1));
    }

    @Override
    public NDArray channelsLast(NDArray x) {
        return x; // a matter of speed, which is not what this interpreter is for
    }

    @Override
    public NDArray groupNorm(NDArray x, NDArray gain, NDArray shift, int groups, double eps) {
        NDArray unit = groupNorm(x, groups, eps);
        return add(mul(unit, reshape(gain, 1, -1, 1, 1)), reshape(shift, 1, -1, 1, 1));
    }

    @Override
    public NDArray groupNorm(NDArray x, int groups, double eps) {
        Shape shape = x.getShape();
        NDArray grouped = reshape(x, shape.get(0), groups, -1);
        NDArray centred = sub(grouped, keep(grouped.mean(new int[] {2}, true)));
        NDArray variance = keep(square(centred).mean(new int[] {2}, true));
        return reshape(keep(centred.div(keep(addScalar(variance, eps).sqrt()))), shape.getShape());
    }

    @Override
    public NDArray attention(NDArray q, NDArray k, NDArray v) {
        NDArray scores = keep(q.matMul(transpose(k, 2, 3)));
        double scale = 1 / Math.sqrt((double) q.getShape().get(3));
        return keep(keep(scale(scores, scale).softmax(-1)).matMul(v));
    }

    @Override
    public NDArray blur2(NDArray x) {
        return keep(x.getNDArrayInternal().avgPool(new Shape(2, 2), new Shape(1, 1), new Shape(0, 0), false, true));
    }

    @Override
    public NDArray avgPool2(NDArray x) {
        Shape two = new Shape(2, 2);
        return keep(x.getNDArrayInternal().avgPool(two, two, new Shape(0, 0), false, true));
    }

    @Override
    public NDArray upsample2(NDArray x) {
        long h = x.getShape().get(2);
        long w = x.getShape().get(3);
        return keep(x.getNDArrayInternal().interpolation(new long[] {2 * h, 2 * w}, 0, false));
    }

    @Override
    public NDArray upsampleConv2d(NDArray x, NDArray weight, NDArray bias, long[] shape) {
        return conv2d(upsample2(x), weight, bias, shape, 1, 1);
    }

    @Override
    public NDArray concat(List<NDArray> parts, int axis) {
        return keep(NDArrays.concat(new NDList(parts), axis));
    }

    @Override
    public NDArray reshape(NDArray x, long... shape) {
        return keep(x.reshape(shape));
    }

    @Override
    public NDArray transpose(NDArray x, int a, int b) {
        int[] axes = IntStream.range(0, x.getShape().dimension()).toArray();
        axes[a] = b;
        axes[b] = a;
        return keep(x.transpose(axes));
    }

    @Override
    public NDArray slice(NDArray x, int axis, long from, long to) {
        return keep(x.get(":, ".repeat(axis) + from + ":" + to));
    }

    @Override
    public NDArray pad(NDArray x, int before, int after) {
        return keep(x.pad(new Shape(before, after, before, after), 0));
    }

    @Override
    public NDArray indexSelect(NDArray table, NDArray index) {
        return keep(table.get(index));
    }

    @Override
    public NDArray meanPerSample(NDArray x) {
        return keep(reshape(x, x.getShape().get(0), -1).mean(new int[] {1}));
    }

    @Override
    public NDArray meanPixels(NDArray x) {
        return keep(reshape(x, x.getShape().get(0), x.getShape().get(1), -1).mean(new int[] {2}));
    }

    @Override
    public NDArray sumPixels(NDArray x) {
        return keep(x.sum(new int[] {2, 3}));
    }

    @Override
    public NDArray mean(NDArray x) {
        return keep(x.mean());
    }

    @Override
    public NDArray sum(NDArray x) {
        return keep(x.sum());
    }

    @Override
    public NDArray toFloat(NDArray x) {
        return keep(x.toType(DataType.FLOAT32, false));
    }

    @Override
    public NDArray toInt(NDArray x) {
        return keep(x.toType(DataType.INT64, false));
    }

    @Override
    public NDArray constant(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
        return Torch.array(scope, floats, values.length);
    }

    @Override
    public NDArray fullIndex(NDArray x, long value) {
        long[] values = new long[Math.toIntExact(x.getShape().get(0))];
        Arrays.fill(values, value);
        return Torch.array(scope, values, values.length);
    }

    @Override
    public NDArray increment(NDArray index, long by) {
        return keep(index.add(by));
    }

    @Override
    public NDArray normalLike(NDArray x) {
        return Primitives.normal(scope, nextSeed++, x.getShape().getShape());
    }

    @Override
    public NDArray uniformLike(NDArray x) {
        return Primitives.uniform(scope, nextSeed++, x.getShape().getShape());
    }

    @Override
    public NDArray withoutGradient(Supplier<NDArray> body) {
        return Torch.withGradient(false, body);
    }

    @Override
    public NDArray equal(NDArray index, long value) {
        return keep(index.eq(value));
    }

    @Override
    public NDArray less(NDArray index, long value) {
        return keep(index.lt(value));
    }

    @Override
    public NDArray not(NDArray mask) {
        return keep(mask.logicalNot());
    }

    @Override
    public NDArray maskedSelect(NDArray x, NDArray mask) {
        return keep(x.booleanMask(mask));
    }

    @Override
    public NDArray maskedScatter(NDArray mask, NDArray whenTrue, NDArray whenFalse) {
        boolean[] bits = Torch.booleans(mask);
        long yes = 0;
        long no = whenTrue.getShape().get(0);
        long[] source = new long[bits.length];
        for (int i = 0; i < bits.length; i++) source[i] = bits[i] ? yes++ : no++;
        return indexSelect(concat(List.of(whenTrue, whenFalse), 0), Torch.array(scope, source, source.length));
    }

    @Override
    public NDArray stopGradient(NDArray x) {
        return keep(x.stopGradient());
    }

    @Override
    public NDArray variable(NDArray x) {
        return keep(Torch.leaf(x));
    }

    @Override
    public NDArray gradient(NDArray scalar, NDArray variable) {
        JniUtils.backward((PtNDArray) scalar, (PtNDArray) number(1, DataType.FLOAT32), true, false);
        return keep(variable.getGradient());
    }

    @Override
    public NDArray differentiableGradient(NDArray scalar, NDArray variable) {
        throw new UnsupportedOperationException(
                "DJL hands out gradients without their graph: a slope that is differentiated must be compiled");
    }

    @Override
    public NDArray softplus(NDArray a) {
        return keep(a.getNDArrayInternal().softPlus());
    }

    @Override
    public NDArray sqrt(NDArray a) {
        return keep(a.sqrt());
    }

    @Override
    public NDArray minimum(NDArray a, NDArray b) {
        return keep(a.minimum(b));
    }

    @Override
    public NDArray leastOver(NDArray x, int axis) {
        return keep(x.min(new int[] {axis}));
    }

    @Override
    public NDArray clamp(NDArray a, double least, double most) {
        return keep(a.clip(least, most));
    }

    @Override
    public NDArray where(NDArray mask, NDArray whenTrue, NDArray whenFalse) {
        return keep(NDArrays.where(mask, whenTrue, whenFalse));
    }

    @Override
    public NDArray module(ScriptModule module, NDArray x) {
        ScriptText text = new ScriptText();
        ScriptOps.Sym y = new ScriptOps(text).module(module, new ScriptOps.Sym("x"));
        String method =
                "def run(self: " + Script.SELF + ", x: Tensor) -> Tensor:\n" + text.body() + "  return " + y + "\n";
        try (Script script = new Script(scope, module, method);
                IValue in = IValue.from((PtNDArray) x);
                IValue out = script.run("run", in)) {
            return keep(out.toTensor((PtNDManager) x.getManager()));
        }
    }

    @Override
    public List<NDArray> loop(int times, List<NDArray> carried, UnaryOperator<List<NDArray>> body) {
        List<NDArray> state = carried;
        for (int i = 0; i < times; i++) state = body.apply(state);
        return state;
    }
}
