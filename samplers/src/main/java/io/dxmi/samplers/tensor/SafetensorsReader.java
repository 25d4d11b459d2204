package io.dxmi.samplers.tensor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a file's header strictly: whatever the bytes, the outcome is a consistent file or a {@link UserError}. */
final class SafetensorsReader {

    /** What the format's other readers accept too. */
    private static final long LONGEST_HEADER = 100_000_000;

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * One array's place: bytes begin (inclusive) to end (exclusive) of the part behind the header.
     *
     * @param unread why its values are not read, or null
     */
    record Place(String name, DType dtype, long[] shape, long begin, long end, String unread) {}

    private final Path file;

    private SafetensorsReader(Path file) {
        this.file = file;
    }

    static SafetensorsFile open(Path file) {
        if (!Files.exists(file)) throw new UserError(file + ": no such file");
        if (Files.isDirectory(file)) throw new UserError(file + ": expected a safetensors file, found a folder");
        Bounds.requireFile(file);
        try (FileChannel channel = FileChannel.open(file)) {
            return new SafetensorsReader(file).header(channel);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private SafetensorsFile header(FileChannel channel) throws IOException {
        long fileSize = channel.size();
        if (fileSize < Long.BYTES) throw bad("expected a safetensors file, found only " + fileSize + " bytes");
        long headerSize = read(channel, 0, Long.BYTES).getLong();
        if (headerSize < 2 || headerSize > Math.min(LONGEST_HEADER, fileSize - Long.BYTES)) {
            throw bad("not a safetensors file, or cut off: its header claims " + Long.toUnsignedString(headerSize)
                    + " bytes and the file has " + fileSize);
        }
        JsonNode header = parse(read(channel, Long.BYTES, (int) headerSize).array());

        Map<String, String> metadata = new LinkedHashMap<>();
        List<Place> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : header.properties()) {
            if (property.getKey().equals(Safetensors.METADATA)) {
                metadata = metadata(property.getValue());
            } else {
                entries.add(entry(property.getKey(), property.getValue()));
            }
        }
        long dataStart = Long.BYTES + headerSize;
        Map<String, Place> places = new LinkedHashMap<>();
        Map<String, String> unread = new LinkedHashMap<>();
        for (Place entry : entries) {
            if (entry.unread == null) places.put(entry.name, entry);
            else unread.put(entry.name, entry.unread);
        }
        if (places.isEmpty() && !unread.isEmpty()) {
            Map.Entry<String, String> first = unread.entrySet().iterator().next();
            throw bad(first.getKey(), first.getValue());
        }
        requireSeamless(entries, fileSize - dataStart);
        return new SafetensorsFile(file, places, metadata, unread, dataStart);
    }

    private JsonNode parse(byte[] header) {
        JsonNode root;
        try {
            root = header[0] == '{' ? JSON.readTree(header) : null;
        } catch (JsonProcessingException e) {
            throw bad("its header is not valid JSON: " + printable(e.getOriginalMessage()));
        } catch (IOException e) {
            throw bad("its header is not valid UTF-8: " + printable(e.getMessage()));
        }
        if (root == null || !root.isObject()) throw bad("not a safetensors file: its header is not a JSON object");
        return root;
    }

    private Map<String, String> metadata(JsonNode node) {
        if (!node.isObject()) throw bad(Safetensors.METADATA + " must be an object of strings");
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            if (!property.getValue().isTextual()) {
                throw bad(Safetensors.METADATA + "." + printable(property.getKey()) + " must be a string");
            }
            metadata.put(property.getKey(), property.getValue().textValue());
        }
        return metadata;
    }

    private Place entry(String name, JsonNode node) {
        if (!node.isObject()) throw bad(name, "its description must be an object");
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            if (!List.of("dtype", "shape", "data_offsets").contains(property.getKey())) {
                throw bad(name, "unknown key '" + printable(property.getKey()) + "'");
            }
        }
        long[] shape = naturals(name, "shape", node.path("shape"));
        long[] offsets = naturals(name, "data_offsets", node.path("data_offsets"));
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw bad(name, "data_offsets must be [begin, end], got " + Arrays.toString(offsets));
        }
        String type = node.path("dtype").asText();
        Optional<DType> known =
                Arrays.stream(DType.values()).filter(d -> d.name().equals(type)).findFirst();
        if (known.isEmpty()) {
            String why = "dtype '" + printable(type) + "' is not one of " + Arrays.toString(DType.values());
            return new Place(name, null, shape, offsets[0], offsets[1], why);
        }
        DType dtype = known.get();
        long expected = bytes(name, dtype, shape);
        if (offsets[1] - offsets[0] != expected) {
            throw bad(
                    name,
                    dtype + " " + Arrays.toString(shape) + " needs " + expected + " bytes, but data_offsets span "
                            + (offsets[1] - offsets[0]));
        }
        String why = expected > Integer.MAX_VALUE - 8
                ? "arrays of 2 GiB or more are not supported, got " + expected + " bytes"
                : null;
        return new Place(name, dtype, shape, offsets[0], offsets[1], why);
    }

    private long[] naturals(String name, String key, JsonNode node) {
        if (!node.isArray()) throw bad(name, key + " must be a list of whole numbers");
        long[] out = new long[node.size()];
        for (int i = 0; i < out.length; i++) {
            JsonNode item = node.get(i);
            if (!item.isIntegralNumber() || !item.canConvertToLong() || item.longValue() < 0) {
                throw bad(
                        name, key + "[" + i + "] must be a whole number from 0 on, got " + printable(item.toString()));
            }
            out[i] = item.longValue();
        }
        return out;
    }

    private long bytes(String name, DType dtype, long[] shape) {
        long bytes = dtype.bytes;
        try {
            for (long n : shape) bytes = Math.multiplyExact(bytes, n);
        } catch (ArithmeticException e) {
            throw bad(name, "shape " + Arrays.toString(shape) + " is too large for any file");
        }
        return bytes;
    }

    /** The arrays must cover the data without overlap, gap or rest; else the file is damaged or hides something. */
    private void requireSeamless(List<Place> entries, long dataSize) {
        List<Place> sorted = entries.stream()
                .sorted(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end))
                .toList();
        long end = 0;
        for (Place entry : sorted) {
            if (entry.end > dataSize) {
                throw bad(
                        entry.name,
                        "ends at byte " + entry.end + " of the data, but the file has only " + dataSize
                                + "; it may be cut off");
            }
            if (entry.begin != end) {
                String what = entry.begin < end ? "overlaps the array before it" : "leaves a gap before it";
                throw bad(entry.name, what + ": begins at byte " + entry.begin + ", expected " + end);
            }
            end = entry.end;
        }
        if (end != dataSize) throw bad((dataSize - end) + " bytes follow the last array");
    }

    static ByteBuffer read(FileChannel channel, long position, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0)
                throw new EOFException("it shrank while being read");
        }
        return buffer.flip();
    }

    private UserError bad(String what) {
        return new UserError(file + ": " + what);
    }

    private UserError bad(String tensor, String what) {
        return bad("tensor '" + printable(tensor) + "': " + what);
    }

    /** Names come from the file: keeps the message on one line, and short. */
    private static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }
}
