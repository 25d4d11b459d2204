package io.dxmi.samplers.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Starts the engine, and moves arrays between Java and libtorch. */
public final class Torch {

    private static volatile Device device = Device.cpu();

    private Torch() {}

    /**
     * Starts the engine once per process and opens a root scope; the caller closes it.
     *
     * <p>Nothing is downloaded and nothing is reported to anybody. Threads follow {@code OMP_NUM_THREADS} unless
     * {@link #useThreads} is called before the first call.
     *
     * @param device where arrays of this scope live
     */
    public static NDManager open(Device device) {
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        Engine engine = Natives.engine();
        JniUtils.setGradMode(false);
        return engine.newBaseManager(device);
    }

    /**
     * Sets how many threads an operation may use, instead of one for each core. Call this before the engine starts: before a model
     * is loaded.
     *
     * @param threads at least 1
     * @throws IllegalStateException if the engine has started with another number of threads
     */
    public static void useThreads(int threads) {
        if (threads < 1) throw new IllegalArgumentException("expected at least 1 thread, got " + threads);
        if (Natives.isStarted() && threads() != threads) {
            throw new IllegalStateException("the engine has started with " + threads() + " threads; ask for " + threads
                    + " before a model is loaded");
        }
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        if (System.getProperty("ai.djl.pytorch.num_interop_threads") == null) {
            System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        }
    }

    /** How many threads an operation uses; starts the engine. */
    public static int threads() {
        Natives.engine();
        return JniUtils.getNumThreads();
    }

    /** Sets where {@link #open()} places arrays in this process; the CPU, if this is not called. */
    public static void useDevice(Device other) {
        device = other;
    }

    /** What {@link #useDevice} set. */
    public static Device device() {
        return device;
    }

    /** A root scope on the {@link #device}. */
    public static NDManager open() {
        return open(device);
    }

    /** A float32 array in native memory (never over a Java buffer, which autograd could outlive). */
    public static NDArray array(NDManager scope, float[] values, long... shape) {
        return upload(scope, host -> host.create(values, new Shape(shape)));
    }

    /** An int64 array. */
    public static NDArray array(NDManager scope, long[] values, long... shape) {
        return upload(scope, host -> host.create(values, new Shape(shape)));
    }

    /** A 0-dimensional float32 array in native memory: what to multiply by instead of a Java number. */
    public static NDArray scalar(NDManager scope, double value) {
        return scope.full(new Shape(), (float) value, DataType.FLOAT32);
    }

    /** An int64 vector of one value. */
    public static NDArray filled(NDManager scope, long size, long value) {
        long[] values = new long[Math.toIntExact(size)];
        Arrays.fill(values, value);
        return array(scope, values, size);
    }

    public static NDArray array(NDManager scope, HostTensor tensor) {
        DataType type =
                switch (tensor.dtype()) {
                    case F64 -> DataType.FLOAT64;
                    case F32 -> DataType.FLOAT32;
                    case F16 -> DataType.FLOAT16;
                    case BF16 -> DataType.BFLOAT16;
                    case I64 -> DataType.INT64;
                    case I32 -> DataType.INT32;
                    case I16 -> DataType.INT16;
                    case I8 -> DataType.INT8;
                    case U8 -> DataType.UINT8;
                    case BOOL -> DataType.BOOLEAN;
                };
        ByteBuffer direct = ByteBuffer.allocateDirect(tensor.data().length).order(ByteOrder.nativeOrder());
        direct.put(tensor.data()).rewind();
        return array(scope, direct, type, tensor.shape());
    }

    /** An array of the values of a direct buffer in native order, which is copied. */
    public static NDArray array(NDManager scope, ByteBuffer direct, DataType type, long... shape) {
        return upload(scope, host -> host.create(direct, new Shape(shape), type));
    }

    /**
     * A float32 array of bytes, which are uploaded as they are.
     *
     * @param bytes unsigned
     * @param values what each of the 256 stands for
     */
    public static NDArray decoded(NDManager scope, byte[] bytes, float[] values, long... shape) {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).rewind();
        try (NDManager inner = scope.newSubManager()) {
            NDArray table = array(inner, values, values.length);
            return Primitives.decoded(scope, array(inner, direct, DataType.UINT8, shape), table);
        }
    }

    /** The values over Java's memory exist until they are copied, outside the scope. */
    private static NDArray upload(NDManager scope, Function<NDManager, NDArray> over) {
        try (NDManager host = hostScope()) {
            return Primitives.upload(scope, over.apply(host));
        }
    }

    /** The values of a float32 array, whatever its device and layout. Nothing stays with the array's manager. */
    public static float[] floats(NDArray array) {
        return read(array, NDArray::toFloatArray);
    }

    /** The values of a float64 array, as {@link #floats} reads them. */
    public static double[] doubles(NDArray array) {
        return read(array, NDArray::toDoubleArray);
    }

    /** The values of an int64 array, as {@link #floats} reads them. */
    public static long[] longs(NDArray array) {
        return read(array, NDArray::toLongArray);
    }

    /** The values of an int32 array, as {@link #floats} reads them. */
    public static int[] ints(NDArray array) {
        return read(array, NDArray::toIntArray);
    }

    /** The values of a boolean array, as {@link #floats} reads them. */
    public static boolean[] booleans(NDArray array) {
        return read(array, NDArray::toBooleanArray);
    }

    /** A copy in Java's memory, as {@link #floats} reads it. */
    public static HostTensor host(NDArray array) {
        byte[] data = read(array, copy -> {
            ByteBuffer bytes = copy.toByteBuffer();
            byte[] values = new byte[bytes.remaining()];
            bytes.get(values);
            return values;
        });
        DType type =
                switch (array.getDataType()) {
                    case FLOAT32 -> DType.F32;
                    case FLOAT64 -> DType.F64;
                    case INT64 -> DType.I64;
                    case BOOLEAN -> DType.BOOL;
                    default -> throw new IllegalArgumentException("no host type for " + array.getDataType());
                };
        return new HostTensor(type, array.getShape().getShape(), data);
    }

    /**
     * Overwrites some rows of an array in place: {@code into[index[i]] = rows[i]}.
     *
     * @param index int64 (n), no value twice
     * @param rows (n, ...) of the same type
     */
    public static void copyRows(NDArray into, NDArray index, NDArray rows) {
        Primitives.copyRows(into, index, rows);
    }

    /**
     * Changes a dense float32 array through its memory: on the CPU its own, on another device a copy that is copied back.
     *
     * @param change gets all values in native order
     */
    public static void throughMemory(NDArray array, Consumer<ByteBuffer> change) {
        read(array, own -> {
            NDArray here = own.toDevice(Device.cpu(), false);
            change.accept(((PtNDArray) here).toByteBuffer(true).order(ByteOrder.nativeOrder()));
            if (array.getDevice().isGpu()) Primitives.assign(List.of(array), List.of(here));
            return null;
        });
    }

    /**
     * What DJL makes to copy an array to the host belongs to the array's manager, so it gets another name of the array in a
     * manager of its own.
     */
    private static <R> R read(NDArray array, Function<NDArray, R> values) {
        Transfers.countRead();
        try (NDManager host = hostScope();
                IValue shared = IValue.from((PtNDArray) array)) {
            return values.apply(shared.toTensor((PtNDManager) host));
        }
    }

    /** For arrays in Java's memory or on their way to it; a class holder, because it starts the engine. */
    private static final class Host {
        static final NDManager ROOT = Natives.engine().newBaseManager(Device.cpu());
    }

    static NDManager hostScope() {
        return Host.ROOT.newSubManager();
    }

    /** Runs with autograd on or off and puts the thread's mode back afterwards. */
    public static <R> R withGradient(boolean on, Supplier<R> body) {
        boolean before = JniUtils.isGradMode();
        if (before == on) return body.get();
        JniUtils.setGradMode(on);
        try {
            return body.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /** The arrays as one argument of a program; the caller closes it. */
    public static IValue list(List<NDArray> arrays) {
        return IValue.listFrom(arrays.stream().map(a -> (PtNDArray) a).toArray(PtNDArray[]::new));
    }

    /** What a program returned, as arrays of {@code scope}. */
    public static List<NDArray> arrays(NDManager scope, IValue list) {
        List<NDArray> arrays = new ArrayList<>();
        for (NDArray a : list.toTensorArray((PtNDManager) scope)) arrays.add(a);
        return arrays;
    }

    /** A leaf that shares the array's storage and asks for gradients. */
    public static NDArray leaf(NDArray array) {
        NDArray alias = JniUtils.detachGradient((PtNDArray) array);
        alias.setRequiresGradient(true);
        return alias;
    }
}
