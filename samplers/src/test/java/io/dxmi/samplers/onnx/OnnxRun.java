package io.dxmi.samplers.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** An exported file in ONNX Runtime. */
public final class OnnxRun implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    public OnnxRun(Path file) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = environment.createSession(file.toString(), options);
        } catch (OrtException e) {
            throw new AssertionError("ONNX Runtime refuses " + file + ": " + e.getMessage(), e);
        }
    }

    /** Requires numbers that differ by less than 1e-5 of the range of those expected. */
    public static void requireSame(String what, HostTensor actual, HostTensor expected) {
        requireSame(what, actual, expected, 1e-5);
    }

    /** The same with another share of the range. */
    public static void requireSame(String what, HostTensor actual, HostTensor expected, double share) {
        double[] values = expected.toDoubles();
        double range = Arrays.stream(values).max().orElseThrow()
                - Arrays.stream(values).min().orElseThrow();
        Tolerance.absolute(share * range).check(what, actual.toDoubles(), expected);
    }

    /** An input for an array like a known one, with an open number of rows. */
    public static OnnxValue input(OnnxGraph graph, String name, HostTensor like) {
        Object[] axes = Arrays.stream(like.shape()).boxed().toArray();
        axes[0] = "batch";
        return graph.input(name, "", OnnxValue.Kind.of(like.dtype()), axes);
    }

    /** Names of the inputs. */
    public Set<String> inputs() {
        return session.getInputNames();
    }

    /** What the file says of itself. */
    public Map<String, String> notes() {
        try {
            return session.getMetadata().getCustomMetadata();
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    /** All outputs by name. */
    public Map<String, HostTensor> of(Map<String, HostTensor> inputs) {
        Map<String, OnnxTensor> fed = new LinkedHashMap<>();
        Map<String, HostTensor> out = new LinkedHashMap<>();
        try {
            for (var input : inputs.entrySet()) fed.put(input.getKey(), tensor(input.getValue()));
            try (OrtSession.Result result = session.run(fed)) {
                for (Map.Entry<String, ai.onnxruntime.OnnxValue> value : result) {
                    out.put(value.getKey(), host((OnnxTensor) value.getValue()));
                }
            }
            return out;
        } catch (OrtException e) {
            throw new AssertionError(e.getMessage(), e);
        } finally {
            fed.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(HostTensor host) throws OrtException {
        return switch (host.dtype()) {
            case F32 -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(host.toFloats()), host.shape());
            case F64 -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(host.toDoubles()), host.shape());
            case I64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(host.toLongs()), host.shape());
            default -> throw new IllegalArgumentException("no input is " + host.dtype());
        };
    }

    private static HostTensor host(OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        DType type =
                switch (info.type) {
                    case FLOAT -> DType.F32;
                    case DOUBLE -> DType.F64;
                    case INT64 -> DType.I64;
                    case BOOL -> DType.BOOL;
                    default -> throw new IllegalStateException("an output is " + info.type);
                };
        ByteBuffer bytes = tensor.getByteBuffer();
        byte[] data = new byte[bytes.remaining()];
        bytes.get(data);
        return new HostTensor(type, info.getShape(), data);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }
}
