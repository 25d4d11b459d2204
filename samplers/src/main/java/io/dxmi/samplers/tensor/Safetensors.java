package io.dxmi.samplers.tensor;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A safetensors file: named arrays and string metadata.
 *
 * <p>Layout: the header's length (unsigned 64 bits), a JSON header, then the arrays' bytes one after the other. Read by
 * the Python, Rust and C++ libraries of the same name; the order of names is kept, and equal content gives equal bytes.
 *
 * @param tensors by name, in the order of the header
 * @param metadata free text by name, in the order of the header
 */
public record Safetensors(Map<String, HostTensor> tensors, Map<String, String> metadata) {

    static final String METADATA = "__metadata__";

    public Safetensors {
        if (tensors.containsKey(METADATA)) {
            throw new IllegalArgumentException(METADATA + " is reserved and cannot name a tensor");
        }
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    public Safetensors(Map<String, HostTensor> tensors) {
        this(tensors, Map.of());
    }

    /**
     * Opens a file without reading values.
     *
     * @throws UserError if it is no safetensors file, or damaged
     */
    public static TensorFile open(Path file) {
        return SafetensorsFile.open(file);
    }

    /**
     * Reads a whole file, which may be larger than 2 GiB (one array may not).
     *
     * @throws UserError naming file and tensor, if the file cannot be read, is cut off or is not a consistent
     *     safetensors file with element types of {@link DType}
     */
    public static Safetensors read(Path file) {
        return SafetensorsFile.open(file).all();
    }

    /**
     * Writes the file atomically.
     *
     * @throws UserError if it cannot be written
     */
    public void write(Path file) {
        Map<String, TensorFile.Entry> entries = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> entries.put(name, new TensorFile.Entry(tensor.dtype(), tensor.shape())));
        new SafetensorsWriter(entries, metadata).write(file, tensors::get);
    }
}
