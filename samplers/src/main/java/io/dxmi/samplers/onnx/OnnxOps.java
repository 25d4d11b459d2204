package io.dxmi.samplers.onnx;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.ScriptModule;
import io.dxmi.samplers.onnx.OnnxValue.Kind;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Writes a computation down as nodes of an {@link OnnxGraph}. Sizes of axes are never asked for, so that the number of rows stays open.
 * Loops are unrolled. Where operands are of two kinds, both become floats, or doubles if one of them is.
 *
 * <p>ONNX has no gradients and no numbers that depend on a seed in every runtime: these operators throw {@link NotInOnnx}, and noise comes
 * from inputs.
 */
public final class OnnxOps implements Ops<OnnxValue> {

    /** An operator that ONNX files cannot hold. */
    public static final class NotInOnnx extends UnsupportedOperationException {
        private static final long serialVersionUID = 1;

        NotInOnnx(String what) {
            super("an ONNX file holds no " + what);
        }
    }

    private final OnnxGraph graph;

    /** @param graph gets the nodes */
    public OnnxOps(OnnxGraph graph) {
        this.graph = graph;
    }

    private OnnxValue reduced(String operator, OnnxValue x, long... axes) {
        return graph.node(operator, x.kind(), x.rank() - axes.length, Map.of("axes", axes, "keepdims", 0L), x);
    }

    /** In opset 17 the sum alone takes its axes as an input. */
    private OnnxValue summed(OnnxValue x, long... axes) {
        return graph.node("ReduceSum", x.kind(), x.rank() - axes.length, Map.of("keepdims", 0L), x, graph.longs(axes));
    }

    private OnnxValue binary(String operator, OnnxValue a, OnnxValue b) {
        Kind kind = a.kind();
        if (a.kind() != b.kind()) {
            kind = a.kind() == Kind.DOUBLE || b.kind() == Kind.DOUBLE ? Kind.DOUBLE : Kind.FLOAT;
        }
        return graph.node(operator, kind, Math.max(a.rank(), b.rank()), Map.of(), cast(a, kind), cast(b, kind));
    }

    /** The same numbers in another kind. */
    public OnnxValue cast(OnnxValue x, Kind kind) {
        return x.kind() == kind ? x : graph.node("Cast", kind, x.rank(), Map.of("to", (long) kind.code), x);
    }

    private OnnxValue floating(OnnxValue x) {
        return x.kind() == Kind.DOUBLE ? x : toFloat(x);
    }

    @Override
    public OnnxValue add(OnnxValue a, OnnxValue b) {
        return binary("Add", a, b);
    }

    @Override
    public OnnxValue addInPlace(OnnxValue a, OnnxValue b) {
        return add(a, b);
    }

    @Override
    public OnnxValue sub(OnnxValue a, OnnxValue b) {
        return binary("Sub", a, b);
    }

    @Override
    public OnnxValue mul(OnnxValue a, OnnxValue b) {
        return binary("Mul", a, b);
    }

    @Override
    public OnnxValue scale(OnnxValue a, double factor) {
        OnnxValue x = floating(a);
        return mul(x, graph.scalar(factor, x.kind()));
    }

    @Override
    public OnnxValue addScalar(OnnxValue a, double term) {
        OnnxValue x = floating(a);
        return add(x, graph.scalar(term, x.kind()));
    }

    @Override
    public OnnxValue square(OnnxValue a) {
        return mul(a, a);
    }

    @Override
    public OnnxValue exp(OnnxValue a) {
        return graph.node("Exp", a);
    }

    @Override
    public OnnxValue log(OnnxValue a) {
        return graph.node("Log", a);
    }

    @Override
    public OnnxValue sin(OnnxValue a) {
        return graph.node("Sin", a);
    }

    @Override
    public OnnxValue cos(OnnxValue a) {
        return graph.node("Cos", a);
    }

    @Override
    public OnnxValue silu(OnnxValue a) {
        return mul(a, graph.node("Sigmoid", a));
    }

    @Override
    public OnnxValue gelu(OnnxValue a) {
        OnnxValue twicePhi = addScalar(graph.node("Erf", scale(a, Math.sqrt(0.5))), 1);
        return scale(mul(a, twicePhi), 0.5);
    }

    @Override
    public OnnxValue leakyRelu(OnnxValue a, double negativeSlope) {
        return graph.node("LeakyRelu", a.kind(), a.rank(), Map.of("alpha", (float) negativeSlope), a);
    }

    @Override
    public OnnxValue leakyReluInPlace(OnnxValue a, double negativeSlope) {
        return leakyRelu(a, negativeSlope);
    }

    @Override
    public OnnxValue tanh(OnnxValue a) {
        return graph.node("Tanh", a);
    }

    @Override
    public OnnxValue logSoftmax(OnnxValue a) {
        return graph.node("LogSoftmax", a.kind(), a.rank(), Map.of("axis", -1L), a);
    }

    @Override
    public OnnxValue linear(OnnxValue x, OnnxValue weight, OnnxValue bias) {
        if (x.rank() != 2) return add(linear(x, weight), bias);
        return graph.node("Gemm", x.kind(), 2, Map.of("transB", 1L), x, weight, bias);
    }

    @Override
    public OnnxValue linear(OnnxValue x, OnnxValue weight) {
        if (x.rank() != 2) return matmul(x, transpose(weight, 0, 1));
        return graph.node("Gemm", x.kind(), 2, Map.of("transB", 1L), x, weight);
    }

    @Override
    public OnnxValue conv2d(OnnxValue x, OnnxValue weight, OnnxValue bias, long[] shape, int stride, int padding) {
        return convolution(1, stride, padding, x, weight, bias);
    }

    @Override
    public OnnxValue conv2d(OnnxValue x, OnnxValue weight, long[] shape, int stride, int padding) {
        return convolution(1, stride, padding, x, weight);
    }

    @Override
    public OnnxValue depthwiseConv2d(
            OnnxValue x, OnnxValue weight, OnnxValue bias, long[] shape, int stride, int padding) {
        return convolution(shape[0], stride, padding, x, weight, bias);
    }

    private OnnxValue convolution(long groups, int stride, int padding, OnnxValue... inputs) {
        long[] around = new long[4];
        Arrays.fill(around, padding);
        Map<String, Object> how = Map.of("group", groups, "strides", new long[] {stride, stride}, "pads", around);
        return graph.node("Conv", inputs[0].kind(), 4, how, inputs);
    }

    @Override
    public OnnxValue channelsLast(OnnxValue x) {
        return x; // how arrays lie in memory is the runtime's business
    }

    @Override
    public OnnxValue groupNorm(OnnxValue x, OnnxValue gain, OnnxValue shift, int groups, double eps) {
        OnnxValue unit = groupNorm(x, groups, eps);
        return add(mul(unit, reshape(gain, 1, -1, 1, 1)), reshape(shift, 1, -1, 1, 1));
    }

    /** Instance normalisation with the groups as channels: opset 17 has no group normalisation. */
    @Override
    public OnnxValue groupNorm(OnnxValue x, int groups, double eps) {
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        OnnxValue unit = graph.node(
                "InstanceNormalization",
                x.kind(),
                3,
                Map.of("epsilon", (float) eps),
                reshape(x, 0, groups, -1),
                graph.constant(HostTensor.of(ones, groups)),
                graph.constant(HostTensor.of(new float[groups], groups)));
        return graph.node(
                "Reshape", x.kind(), x.rank(), Map.of(), unit, graph.node("Shape", Kind.INT64, 1, Map.of(), x));
    }

    @Override
    public OnnxValue attention(OnnxValue q, OnnxValue k, OnnxValue v) {
        OnnxValue width = graph.node("Shape", Kind.INT64, 1, Map.of("start", 3L), q);
        OnnxValue scores = graph.node("Div", matmul(q, transpose(k, 2, 3)), sqrt(toFloat(width)));
        return matmul(graph.node("Softmax", scores.kind(), 4, Map.of("axis", -1L), scores), v);
    }

    @Override
    public OnnxValue matmul(OnnxValue a, OnnxValue b) {
        return binary("MatMul", a, b);
    }

    @Override
    public OnnxValue avgPool2(OnnxValue x) {
        return pooled(x, 2);
    }

    @Override
    public OnnxValue blur2(OnnxValue x) {
        return pooled(x, 1);
    }

    private OnnxValue pooled(OnnxValue x, long stride) {
        long[] both = {stride, stride};
        // a valid window says that nothing is padded: ONNX Runtime 1.20 would draw a pad before it in, and refuse its
        // width
        Map<String, Object> how = Map.of("kernel_shape", new long[] {2, 2}, "strides", both, "auto_pad", "VALID");
        return graph.node("AveragePool", x.kind(), 4, how, x);
    }

    @Override
    public OnnxValue upsample2(OnnxValue x) {
        OnnxValue none = new OnnxValue("", x.kind(), 0); // the region of interest, which this mode does not read
        OnnxValue factors = graph.constant(HostTensor.of(new float[] {1, 1, 2, 2}, 4));
        return graph.node(
                "Resize",
                x.kind(),
                4,
                Map.of("mode", "nearest", "coordinate_transformation_mode", "asymmetric", "nearest_mode", "floor"),
                x,
                none,
                factors);
    }

    @Override
    public OnnxValue upsampleConv2d(OnnxValue x, OnnxValue weight, OnnxValue bias, long[] shape) {
        return conv2d(upsample2(x), weight, bias, shape, 1, 1);
    }

    @Override
    public OnnxValue concat(List<OnnxValue> parts, int axis) {
        OnnxValue first = parts.get(0);
        return graph.node(
                "Concat", first.kind(), first.rank(), Map.of("axis", (long) axis), parts.toArray(OnnxValue[]::new));
    }

    /** An axis of size 0 in {@code shape} keeps its size. */
    @Override
    public OnnxValue reshape(OnnxValue x, long... shape) {
        return graph.node("Reshape", x.kind(), shape.length, Map.of(), x, graph.longs(shape));
    }

    @Override
    public OnnxValue transpose(OnnxValue x, int a, int b) {
        long[] axes = new long[x.rank()];
        for (int i = 0; i < axes.length; i++) axes[i] = i == a ? b : i == b ? a : i;
        return graph.node("Transpose", x.kind(), x.rank(), Map.of("perm", axes), x);
    }

    @Override
    public OnnxValue slice(OnnxValue x, int axis, long from, long to) {
        return graph.node(
                "Slice", x.kind(), x.rank(), Map.of(), x, graph.longs(from), graph.longs(to), graph.longs(axis));
    }

    @Override
    public OnnxValue pad(OnnxValue x, int before, int after) {
        long[] zeros = new long[2 * x.rank()];
        for (int axis = x.rank() - 2; axis < x.rank(); axis++) {
            zeros[axis] = before;
            zeros[x.rank() + axis] = after;
        }
        return graph.node("Pad", x, graph.longs(zeros));
    }

    @Override
    public OnnxValue indexSelect(OnnxValue table, OnnxValue index) {
        return graph.node("Gather", table.kind(), table.rank() + index.rank() - 1, Map.of("axis", 0L), table, index);
    }

    @Override
    public OnnxValue meanPerSample(OnnxValue x) {
        return reduced("ReduceMean", reshape(x, 0, -1), 1);
    }

    @Override
    public OnnxValue meanPixels(OnnxValue x) {
        return reduced("ReduceMean", x, 2, 3);
    }

    @Override
    public OnnxValue sumPixels(OnnxValue x) {
        return summed(x, 2, 3);
    }

    @Override
    public OnnxValue mean(OnnxValue x) {
        return graph.node("ReduceMean", x.kind(), 0, Map.of("keepdims", 0L), x);
    }

    @Override
    public OnnxValue sum(OnnxValue x) {
        return graph.node("ReduceSum", x.kind(), 0, Map.of("keepdims", 0L), x);
    }

    @Override
    public OnnxValue toFloat(OnnxValue x) {
        return cast(x, Kind.FLOAT);
    }

    @Override
    public OnnxValue toInt(OnnxValue x) {
        return cast(x, Kind.INT64);
    }

    @Override
    public OnnxValue constant(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
        return graph.constant(HostTensor.of(floats, floats.length));
    }

    @Override
    public OnnxValue fullIndex(OnnxValue x, long value) {
        OnnxValue rows = graph.node("Shape", Kind.INT64, 1, Map.of("start", 0L, "end", 1L), x);
        HostTensor filling = HostTensor.of(new long[] {value}, 1);
        return graph.node("ConstantOfShape", Kind.INT64, 1, Map.of("value", filling), rows);
    }

    @Override
    public OnnxValue increment(OnnxValue index, long by) {
        return add(index, graph.scalar((double) by, Kind.INT64));
    }

    @Override
    public OnnxValue normalLike(OnnxValue x) {
        throw new NotInOnnx("noise of its own: it must be an input");
    }

    @Override
    public OnnxValue uniformLike(OnnxValue x) {
        throw new NotInOnnx("noise of its own: it must be an input");
    }

    private OnnxValue compared(String operator, OnnxValue a, OnnxValue b) {
        OnnxValue both = binary(operator, a, b);
        return new OnnxValue(both.name(), Kind.BOOL, both.rank());
    }

    @Override
    public OnnxValue equal(OnnxValue index, long value) {
        return compared("Equal", index, graph.scalar((double) value, index.kind()));
    }

    @Override
    public OnnxValue less(OnnxValue index, long value) {
        return compared("Less", index, graph.scalar((double) value, index.kind()));
    }

    @Override
    public OnnxValue not(OnnxValue mask) {
        return graph.node("Not", mask);
    }

    @Override
    public OnnxValue maskedSelect(OnnxValue x, OnnxValue mask) {
        return graph.node("Compress", x.kind(), x.rank(), Map.of("axis", 0L), x, mask);
    }

    /** The numbers of the rows within both parts, one part behind the other. */
    @Override
    public OnnxValue maskedScatter(OnnxValue mask, OnnxValue whenTrue, OnnxValue whenFalse) {
        OnnxValue yes = toInt(mask);
        OnnxValue first = graph.scalar(0, Kind.INT64);
        OnnxValue within = increment(graph.node("CumSum", yes, first), -1);
        OnnxValue behind = add(increment(graph.node("CumSum", toInt(not(mask)), first), -1), sum(yes));
        return indexSelect(concat(List.of(whenTrue, whenFalse), 0), where(mask, within, behind));
    }

    @Override
    public OnnxValue stopGradient(OnnxValue x) {
        return x;
    }

    @Override
    public OnnxValue withoutGradient(Supplier<OnnxValue> body) {
        return body.get();
    }

    @Override
    public OnnxValue variable(OnnxValue x) {
        return x;
    }

    @Override
    public OnnxValue gradient(OnnxValue scalar, OnnxValue variable) {
        throw new NotInOnnx("gradients");
    }

    @Override
    public OnnxValue differentiableGradient(OnnxValue scalar, OnnxValue variable) {
        throw new NotInOnnx("gradients");
    }

    @Override
    public OnnxValue module(ScriptModule module, OnnxValue x) {
        throw new NotInOnnx("TorchScript");
    }

    @Override
    public OnnxValue softplus(OnnxValue a) {
        return graph.node("Softplus", a);
    }

    @Override
    public OnnxValue sqrt(OnnxValue a) {
        return graph.node("Sqrt", a);
    }

    @Override
    public OnnxValue minimum(OnnxValue a, OnnxValue b) {
        return binary("Min", a, b);
    }

    @Override
    public OnnxValue leastOver(OnnxValue x, int axis) {
        return reduced("ReduceMin", x, axis);
    }

    @Override
    public OnnxValue clamp(OnnxValue a, double least, double most) {
        return graph.node("Clip", a, graph.scalar(least, a.kind()), graph.scalar(most, a.kind()));
    }

    @Override
    public OnnxValue where(OnnxValue mask, OnnxValue whenTrue, OnnxValue whenFalse) {
        int rank = Math.max(mask.rank(), Math.max(whenTrue.rank(), whenFalse.rank()));
        return graph.node("Where", whenTrue.kind(), rank, Map.of(), mask, whenTrue, whenFalse);
    }

    @Override
    public List<OnnxValue> loop(int times, List<OnnxValue> carried, UnaryOperator<List<OnnxValue>> body) {
        List<OnnxValue> state = new ArrayList<>(carried);
        for (int i = 0; i < times; i++) state = body.apply(state);
        return state;
    }
}
