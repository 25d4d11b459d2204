package io.dxmi.samplers.tensor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes a safetensors file one tensor at a time, so that its content need not fit into memory.
 *
 * @param entries the tensors to come, in the order of the header
 * @param metadata free text by name
 */
public record SafetensorsWriter(Map<String, TensorFile.Entry> entries, Map<String, String> metadata) {

    /**
     * Writes the file atomically.
     *
     * @param values gives the tensor of a name when its turn comes
     * @throws io.dxmi.samplers.UserError if it cannot be written
     */
    public void write(Path file, Function<String, HostTensor> values) {
        // Wide elements first: every array then starts at a multiple of its element size, which other readers need.
        List<Map.Entry<String, TensorFile.Entry>> layout = entries.entrySet().stream()
                .sorted(Comparator.comparingInt(e -> -e.getValue().dtype().bytes))
                .toList();
        byte[] header = header(layout);
        AtomicFiles.write(file, out -> {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Map.Entry<String, TensorFile.Entry> entry : layout) {
                HostTensor tensor = values.apply(entry.getKey());
                if (tensor.data().length != bytes(entry.getValue())) {
                    throw new IllegalArgumentException(entry.getKey() + " has " + tensor.data().length
                            + " bytes, announced were " + bytes(entry.getValue()));
                }
                out.write(tensor.data());
            }
        });
    }

    private static long bytes(TensorFile.Entry entry) {
        return entry.size() * entry.dtype().bytes;
    }

    /** JSON in the order of {@link #entries}, padded with spaces to a multiple of 8 bytes. */
    private byte[] header(List<Map.Entry<String, TensorFile.Entry>> layout) {
        Map<String, Long> begins = new HashMap<>();
        long end = 0;
        for (Map.Entry<String, TensorFile.Entry> entry : layout) {
            begins.put(entry.getKey(), end);
            end += bytes(entry.getValue());
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        if (!metadata.isEmpty()) metadata.forEach(root.putObject(Safetensors.METADATA)::put);
        entries.forEach((name, entry) -> {
            ObjectNode node = root.putObject(name).put("dtype", entry.dtype().name());
            ArrayNode shape = node.putArray("shape");
            for (long n : entry.shape()) shape.add(n);
            long begin = begins.get(name);
            node.putArray("data_offsets").add(begin).add(begin + bytes(entry));
        });
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }
}
