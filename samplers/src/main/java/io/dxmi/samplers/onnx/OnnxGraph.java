package io.dxmi.samplers.onnx;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.onnx.OnnxValue.Kind;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Protobuf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A graph of ONNX as it is being written: nodes in the order of their computation, weights and constants in it (opset
 * {@value #OPSET}, file format {@value #IR_VERSION}; ONNX Runtime from 1.12 on). The numbers of fields are those of {@code onnx.proto}.
 */
public final class OnnxGraph {

    /** Version of the operators. */
    public static final int OPSET = 17;

    /** Version of the file format. */
    public static final int IR_VERSION = 8;

    // AttributeProto.AttributeType
    private static final int FLOAT = 1;
    private static final int INT = 2;
    private static final int STRING = 3;
    private static final int TENSOR = 4;
    private static final int INTS = 7;

    // Fields of GraphProto.
    private static final int NODE = 1;
    private static final int INITIALIZER = 5;
    private static final int INPUT = 11;
    private static final int OUTPUT = 12;

    /**
     * A node.
     *
     * @param attributes numbers, texts and arrays by name
     * @param unread name of a second result, which nothing reads; empty where there is none
     */
    private record Node(
            String operator, Map<String, Object> attributes, String result, String unread, List<String> inputs) {}

    private final String name;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, HostTensor> initializers = new LinkedHashMap<>();
    private final Map<String, Protobuf> inputs = new LinkedHashMap<>();
    private final Map<String, Protobuf> outputs = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();
    private final Map<String, OnnxValue> constants = new HashMap<>();
    private final Map<String, Integer> networks = new HashMap<>();
    private int count;

    /**
     * A graph without nodes.
     *
     * @param name what viewers call it
     */
    public OnnxGraph(String name) {
        this.name = name;
    }

    /**
     * An array that the caller feeds. One that no output depends on is left out of the file.
     *
     * @param what it is, for people
     * @param axes sizes, or names of sizes that are not fixed
     */
    public OnnxValue input(String called, String what, Kind kind, Object... axes) {
        inputs.put(called, described(called, what, kind, axes));
        return new OnnxValue(called, kind, axes.length);
    }

    /** An array that the caller gets; the parameters are those of {@link #input}. */
    public void output(OnnxValue value, String called, String what, Object... axes) {
        put("Identity", Map.of(), called, "", value);
        outputs.put(called, described(called, what, value.kind(), axes));
    }

    private static Protobuf described(String called, String what, Kind kind, Object... axes) {
        Protobuf shape = new Protobuf();
        for (Object axis : axes) {
            Protobuf size = new Protobuf();
            if (axis instanceof String symbol) size.text(2, symbol);
            else size.whole(1, ((Number) axis).longValue());
            shape.message(1, size);
        }
        Protobuf tensor = new Protobuf().whole(1, kind.code).message(2, shape);
        return new Protobuf()
                .text(1, called)
                .message(2, new Protobuf().message(1, tensor))
                .text(3, what);
    }

    /** Says something of the whole graph, in its {@code metadata_props}. */
    public void note(String key, String text) {
        notes.put(key, text);
    }

    /** The result of a node that has one. */
    public OnnxValue node(String operator, Kind kind, int rank, Map<String, Object> attributes, OnnxValue... operands) {
        OnnxValue result = new OnnxValue("v" + count++, kind, rank);
        put(operator, attributes, result.name(), "", operands);
        return result;
    }

    /** The greatest numbers along the last axis, the greatest first: (n, m) to (n, count). */
    public OnnxValue highest(OnnxValue x, long count) {
        OnnxValue result = new OnnxValue("v" + this.count++, x.kind(), x.rank());
        put("TopK", Map.of(), result.name(), result.name() + "_places", x, longs(count));
        return result;
    }

    /** The result of a node of the kind and rank of its first input. */
    public OnnxValue node(String operator, OnnxValue... operands) {
        return node(operator, operands[0].kind(), operands[0].rank(), Map.of(), operands);
    }

    private void put(
            String operator, Map<String, Object> attributes, String result, String unread, OnnxValue... operands) {
        List<String> names = Arrays.stream(operands).map(OnnxValue::name).toList();
        nodes.add(new Node(operator, attributes, result, unread, names));
    }

    private static Protobuf message(Node node) {
        Protobuf all = new Protobuf();
        node.inputs().forEach(input -> all.text(1, input));
        // names of nodes may be left out, but ONNX Runtime 1.20 makes new ones of them
        all.text(2, node.result());
        if (!node.unread().isEmpty()) all.text(2, node.unread());
        all.text(3, node.operator() + "_" + node.result()).text(4, node.operator());
        new TreeMap<>(node.attributes()).forEach((key, value) -> all.message(5, attribute(key, value)));
        return all;
    }

    private static Protobuf attribute(String key, Object value) {
        Protobuf all = new Protobuf().text(1, key);
        if (value instanceof Float number) return all.single(2, number).whole(20, FLOAT);
        if (value instanceof Long number) return all.whole(3, number).whole(20, INT);
        if (value instanceof String text) return all.text(4, text).whole(20, STRING);
        if (value instanceof HostTensor tensor)
            return all.message(5, tensor("", tensor)).whole(20, TENSOR);
        for (long number : (long[]) value) all.whole(8, number);
        return all.whole(20, INTS);
    }

    private static Protobuf tensor(String called, HostTensor tensor) {
        Protobuf all = new Protobuf();
        for (long size : tensor.shape()) all.whole(1, size);
        return all.whole(2, Kind.of(tensor.dtype()).code).text(8, called).bytes(9, tensor.data());
    }

    /** Numbers that the graph holds under a name of their own. */
    public OnnxValue weight(String called, HostTensor tensor) {
        initializers.put(called, tensor);
        return new OnnxValue(called, Kind.of(tensor.dtype()), tensor.shape().length);
    }

    /** Numbers that the graph holds; equal small ones are held once. */
    public OnnxValue constant(HostTensor tensor) {
        if (tensor.size() > 64) return weight("c" + count++, tensor);
        String key = tensor.dtype() + Arrays.toString(tensor.shape()) + Arrays.toString(tensor.data());
        return constants.computeIfAbsent(key, k -> weight("c" + count++, tensor));
    }

    /** Whole numbers (n). */
    public OnnxValue longs(long... values) {
        return constant(HostTensor.of(values, values.length));
    }

    /** One number without axes. */
    public OnnxValue scalar(double value, Kind kind) {
        return constant(
                switch (kind) {
                    case FLOAT -> HostTensor.of(new float[] {(float) value});
                    case DOUBLE -> HostTensor.of(new double[] {value});
                    case INT64 -> HostTensor.of(new long[] {(long) value});
                    case BOOL -> throw new IllegalArgumentException("a truth value is no number");
                });
    }

    /**
     * Looks parameters of a network up. Each comes into the graph when it is first read, as {@code network.parameter}; another network of
     * the same name gets a number.
     */
    public Params<OnnxValue> parameters(Weights weights) {
        int others = networks.merge(weights.name(), 1, Integer::sum) - 1;
        String prefix = weights.name() + (others > 0 ? "_" + others : "") + ".";
        Map<String, HostTensor> values = weights.toHost();
        Map<String, OnnxValue> bound = new HashMap<>();
        return new Params<>(parameter -> {
            weights.indexOf(parameter); // names those that there are if it is none
            return bound.computeIfAbsent(parameter, p -> weight(prefix + p, values.get(p)));
        });
    }

    /**
     * Writes the graph.
     *
     * @param version of the toolkit
     * @throws UserError if the file cannot be written or would have 2 GB, which is more than the format allows
     * @throws io.dxmi.samplers.WriteFailed if the disk is full or fails
     */
    public void write(Path file, String version) {
        AtomicFiles.write(file, model(file, version)::writeTo);
    }

    /**
     * The content of a file, for {@link AtomicFiles}.
     *
     * @param file named in errors
     * @param version of the toolkit
     * @throws UserError if the file would have 2 GB
     */
    public Protobuf model(Path file, String version) {
        Protobuf model = new Protobuf()
                .whole(1, IR_VERSION)
                .text(2, "dxmi")
                .text(3, version)
                .message(7, graph())
                .message(8, new Protobuf().text(1, "").whole(2, OPSET));
        notes.forEach(
                (key, text) -> model.message(14, new Protobuf().text(1, key).text(2, text)));
        if (model.size() > Integer.MAX_VALUE) {
            throw new UserError(file + " would have " + model.size() / 1_000_000
                    + " MB, but an ONNX file holds less than 2147; expected a smaller network, or another "
                    + UserError.parameter("format"));
        }
        return model;
    }

    /** What the outputs depend on. */
    private Protobuf graph() {
        Set<String> needed = new HashSet<>(outputs.keySet());
        List<Node> reached = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (!needed.contains(node.result())) continue;
            needed.addAll(node.inputs());
            reached.add(node);
        }
        Collections.reverse(reached);
        Protobuf graph = new Protobuf();
        reached.forEach(node -> graph.message(NODE, message(node)));
        graph.text(2, name);
        initializers.forEach((called, tensor) -> {
            if (needed.contains(called)) graph.message(INITIALIZER, tensor(called, tensor));
        });
        inputs.forEach((called, input) -> {
            if (needed.contains(called)) graph.message(INPUT, input);
        });
        outputs.values().forEach(output -> graph.message(OUTPUT, output));
        return graph;
    }
}
