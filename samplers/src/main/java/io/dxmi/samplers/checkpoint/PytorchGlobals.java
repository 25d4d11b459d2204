package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.checkpoint.pickle.BadPickle;
import io.dxmi.samplers.checkpoint.pickle.Budget;
import io.dxmi.samplers.checkpoint.pickle.Function;
import io.dxmi.samplers.checkpoint.pickle.Globals;
import io.dxmi.samplers.checkpoint.pickle.Opaque;
import io.dxmi.samplers.checkpoint.pickle.Tuple;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The whole list of what a checkpoint may use, and what each name does here; any other name does nothing. */
final class PytorchGlobals {

    private static final Map<String, DType> STORAGES = Map.of(
            "DoubleStorage", DType.F64,
            "FloatStorage", DType.F32,
            "HalfStorage", DType.F16,
            "BFloat16Storage", DType.BF16,
            "LongStorage", DType.I64,
            "IntStorage", DType.I32,
            "ShortStorage", DType.I16,
            "CharStorage", DType.I8,
            "ByteStorage", DType.U8,
            "BoolStorage", DType.BOOL);

    /** Storages of element types that are not read, and the bytes of an element: where others begin depends on it. */
    private static final Map<String, OtherStorage> OTHERS = Map.of(
            "UntypedStorage", new OtherStorage("bytes without a type", 1),
            "ComplexFloatStorage", new OtherStorage("complex numbers", 8),
            "ComplexDoubleStorage", new OtherStorage("complex numbers", 16),
            "QInt8Storage", new OtherStorage("quantised numbers", 1),
            "QUInt8Storage", new OtherStorage("quantised numbers", 1),
            "QInt32Storage", new OtherStorage("quantised numbers", 4),
            "QUInt4x2Storage", new OtherStorage("quantised numbers", 1),
            "QUInt2x4Storage", new OtherStorage("quantised numbers", 1));

    private record OtherStorage(String elements, int width) {}

    private static final Function TENSOR = PytorchGlobals::tensor;

    /** NumPy's element type, as far as a scalar beside the weights needs it. */
    private record NumpyType(String code) {}

    static final Globals ALL = new Globals(all());

    private PytorchGlobals() {}

    private static Map<String, Object> all() {
        Map<String, Object> all = new HashMap<>();
        STORAGES.forEach((name, dtype) -> {
            all.put("torch." + name, dtype);
            all.put("torch.cuda." + name, dtype);
        });
        OTHERS.forEach((name, other) -> {
            all.put("torch." + name, other);
            all.put("torch.storage." + name, other);
            all.put("torch.cuda." + name, other);
        });
        for (String type : List.of("float64", "float32", "float16", "bfloat16", "int64", "int32", "uint8", "bool")) {
            all.put("torch." + type, "torch." + type);
        }
        put(all, TENSOR, "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor");
        put(
                all,
                (arguments, budget) -> argument(arguments, 0, TensorView.class),
                "torch._utils._rebuild_parameter",
                "torch._utils._rebuild_parameter_with_state");
        put(all, PytorchGlobals::subclass, "torch._tensor._rebuild_from_type_v2");
        put(all, PytorchGlobals::persistent, "torch_utils.persistence._reconstruct_persistent_obj");
        put(all, PytorchGlobals::dictionary, "collections.OrderedDict");
        put(all, (arguments, budget) -> new LinkedHashMap<>(), "collections.defaultdict");
        put(
                all,
                PytorchGlobals::list,
                "builtins.set",
                "__builtin__.set",
                "builtins.frozenset",
                "__builtin__.frozenset",
                "collections.deque",
                "torch.Size");
        put(all, (arguments, budget) -> argument(arguments, 0, String.class), "torch.device");
        put(all, PytorchGlobals::bytes, "_codecs.encode");
        put(all, PytorchGlobals::numpyType, "numpy.dtype");
        put(all, PytorchGlobals::numpyScalar, "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar");
        return all;
    }

    /** These, and what makes a storage of a string of bytes. */
    static Globals with(Function storage) {
        Map<String, Object> all = all();
        all.put("torch.storage._load_from_bytes", storage);
        return new Globals(all);
    }

    private static void put(Map<String, Object> all, Function function, String... names) {
        for (String name : names) all.put(name, function);
    }

    /** Storage, offset, size, strides; what follows says how autograd treats it. */
    private static Object tensor(Tuple arguments, Budget budget) {
        if (arguments.size() > 0 && arguments.get(0) instanceof Opaque other) {
            throw new BadPickle.Unfit("a tensor of " + other);
        }
        return new TensorView(
                argument(arguments, 0, StorageRef.class),
                argument(arguments, 1, Long.class),
                longs(argument(arguments, 2, Object.class)),
                longs(argument(arguments, 3, Object.class)));
    }

    /** A tensor of a subclass: the function that makes it, the class, the function's arguments, attributes. */
    private static Object subclass(Tuple arguments, Budget budget) {
        if (argument(arguments, 0, Function.class) != TENSOR) throw new BadPickle.Unfit("a tensor of another kind");
        return tensor(argument(arguments, 2, Tuple.class), budget);
    }

    /**
     * An object that EDM and StyleGAN write with the program of its class: the name of the class and the attributes. The program is
     * a text like any other, and nothing reads it.
     */
    private static Object persistent(Tuple arguments, Budget budget) {
        Map<?, ?> meta = argument(arguments, 0, Map.class);
        if (meta.get("class_name") instanceof String name && meta.get("state") instanceof Map<?, ?> state) {
            return Opaque.object(name, state, budget);
        }
        throw new BadPickle.Unfit("an object without a class or attributes");
    }

    private static long[] longs(Object sizes) {
        List<?> items =
                sizes instanceof Tuple tuple ? tuple.items() : sizes instanceof List<?> list ? list : List.of(sizes);
        if (items.size() > 64) throw new BadPickle.Unfit("a tensor has " + items.size() + " axes");
        long[] longs = new long[items.size()];
        for (int i = 0; i < longs.length; i++) {
            if (!(items.get(i) instanceof Long n))
                throw new BadPickle.Unfit("it is damaged: a size is not a whole number");
            longs[i] = n;
        }
        return longs;
    }

    /** Empty, or from pairs as Python 2 wrote it. */
    private static Object dictionary(Tuple arguments, Budget budget) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (arguments.size() == 0) return map;
        for (Object pair : items(arguments, budget)) {
            List<?> two = pair instanceof Tuple tuple ? tuple.items() : pair instanceof List<?> list ? list : List.of();
            if (two.size() != 2 || !(two.get(0) instanceof String || two.get(0) instanceof Long)) {
                throw new BadPickle.Unfit("it is damaged: a dictionary is not made of pairs");
            }
            map.put(two.get(0), two.get(1));
        }
        return map;
    }

    private static Object list(Tuple arguments, Budget budget) {
        return arguments.size() == 0 ? new ArrayList<>() : new ArrayList<>(items(arguments, budget));
    }

    private static List<?> items(Tuple arguments, Budget budget) {
        Object first = arguments.get(0);
        List<?> items = first instanceof Tuple tuple ? tuple.items() : argument(arguments, 0, List.class);
        budget.pay(items.size());
        return items;
    }

    /** How protocol 2 writes bytes. */
    private static Object bytes(Tuple arguments, Budget budget) {
        String text = argument(arguments, 0, String.class);
        budget.pay(text.length());
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Object numpyType(Tuple arguments, Budget budget) {
        return new NumpyType(argument(arguments, 0, String.class));
    }

    private static Object numpyScalar(Tuple arguments, Budget budget) {
        ByteBuffer bytes = ByteBuffer.wrap(argument(arguments, 1, byte[].class)).order(ByteOrder.LITTLE_ENDIAN);
        String code = argument(arguments, 0, NumpyType.class).code();
        return switch (code + ":" + bytes.remaining()) {
            case "f8:8" -> bytes.getDouble();
            case "f4:4" -> (double) bytes.getFloat();
            case "i8:8" -> bytes.getLong();
            case "i4:4" -> (long) bytes.getInt();
            case "b1:1" -> bytes.get() != 0;
            default -> throw new BadPickle.Unfit("it holds a NumPy number of type " + BadPickle.printable(code));
        };
    }

    static <T> T argument(Tuple arguments, int i, Class<T> type) {
        if (i >= arguments.size() || !type.isInstance(arguments.get(i))) {
            throw new BadPickle.Unfit("it is damaged: a call has the wrong arguments");
        }
        return type.cast(arguments.get(i));
    }

    /**
     * A persistent reference: {@code ("storage", type, key, device, size)}.
     *
     * @return a {@link StorageRef}, or an {@link Opaque} for a module, which old files refer to, and for a view of a storage,
     *     as PyTorch before 1.0 wrote it
     */
    static Object storage(Object reference) {
        if (reference instanceof Tuple named && named.size() > 1 && "module".equals(named.get(0))) {
            return Opaque.of("a module of " + shown(named.get(1)));
        }
        if (!(reference instanceof Tuple r) || r.size() < 5 || !"storage".equals(r.get(0))) {
            throw new BadPickle("it refers to something that is no storage");
        }
        if (r.size() > 5 && r.get(5) != null) return Opaque.of("a view of a storage, as PyTorch before 1.0 wrote it");
        if (!(r.get(4) instanceof Long size) || !(r.get(2) instanceof String key) || size < 0) {
            throw new BadPickle("it is damaged: a storage has " + shown(r.get(4)) + " values");
        }
        if (r.get(1) instanceof DType dtype) return new StorageRef(dtype, dtype.bytes, dtype.name(), key, size);
        if (r.get(1) instanceof OtherStorage other) {
            return new StorageRef(null, other.width, other.elements, key, size);
        }
        return Opaque.of(shown(r.get(1)));
    }

    /** A container may hold itself, or more than can be printed. */
    private static String shown(Object value) {
        boolean isContainer = value instanceof Tuple || value instanceof List || value instanceof Map;
        return isContainer ? "a container" : BadPickle.printable(String.valueOf(value));
    }
}
