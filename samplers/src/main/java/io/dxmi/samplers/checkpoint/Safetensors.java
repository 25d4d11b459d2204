package io.dxmi.samplers.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.samplers.checkpoint.HostTensor.DType;
import io.dxmi.samplers.run.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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
     * Reads a whole file, which may be larger than 2 GiB (one array may not).
     *
     * @throws UserError naming file and tensor, if the file cannot be read, is cut off or is not a consistent
     *     safetensors file with element types of {@link DType}
     */
    public static Safetensors read(Path file) {
        return SafetensorsReader.read(file);
    }

    /**
     * Writes the file atomically.
     *
     * @throws UserError if it cannot be written
     */
    public void write(Path file) {
        // Wide elements first: every array then starts at a multiple of its element size, which other readers need.
        List<Map.Entry<String, HostTensor>> layout = tensors.entrySet().stream()
                .sorted(Comparator.comparingInt(e -> -e.getValue().dtype().bytes))
                .toList();
        byte[] header = header(layout);
        AtomicFiles.write(file, out -> {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Map.Entry<String, HostTensor> entry : layout)
                out.write(entry.getValue().data());
        });
    }

    /** JSON in the order of {@link #tensors}, padded with spaces to a multiple of 8 bytes. */
    private byte[] header(List<Map.Entry<String, HostTensor>> layout) {
        Map<String, Long> begins = new HashMap<>();
        long end = 0;
        for (Map.Entry<String, HostTensor> entry : layout) {
            begins.put(entry.getKey(), end);
            end += entry.getValue().data().length;
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        if (!metadata.isEmpty()) metadata.forEach(root.putObject(METADATA)::put);
        tensors.forEach((name, tensor) -> {
            ObjectNode node = root.putObject(name).put("dtype", tensor.dtype().name());
            ArrayNode shape = node.putArray("shape");
            for (long n : tensor.shape()) shape.add(n);
            long begin = begins.get(name);
            node.putArray("data_offsets").add(begin).add(begin + tensor.data().length);
        });
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }
}
