package io.dxmi.runs.checkpoint;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.tensor.Safetensors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * One checkpoint as a safetensors file, whose metadata says which run it belongs to and holds a checksum (CRC-32C) of
 * everything else: metadata, names, types, shapes and values.
 */
record CheckpointFile(Checkpoint content, Identity run) {

    private static final String PHASE = "phase";
    private static final String ITERATION = "iteration";
    private static final String ROWS = "rows";
    private static final String ROWS_CHECKSUM = "rows_checksum";
    private static final String CHECKSUM = "checksum";

    /** All that version 0.1 wrote, without checksum and identity. */
    private static final Set<String> OLD_KEYS = Set.of(PHASE, ITERATION, ROWS);

    /** @throws UserError if there is no file, it is damaged or no checkpoint */
    static CheckpointFile read(Path file) {
        Safetensors stored = Safetensors.read(file);
        Map<String, String> metadata = stored.metadata();
        if (metadata.get(PHASE) == null) {
            throw new UserError(file + ": expected a run's checkpoint, got other safetensors (they name no phase)");
        }
        requireChecksum(file, stored);
        Checkpoint content = new Checkpoint(
                metadata.get(PHASE),
                count(file, metadata, ITERATION),
                count(file, metadata, ROWS),
                metadata.get(ROWS_CHECKSUM),
                stored.tensors());
        return new CheckpointFile(content, Identity.in(metadata));
    }

    private static void requireChecksum(Path file, Safetensors stored) {
        String expected = stored.metadata().get(CHECKSUM);
        if (expected == null && OLD_KEYS.containsAll(stored.metadata().keySet())) return;
        String found = checksum(stored);
        if (!found.equals(expected)) {
            throw new UserError(
                    file + ": is damaged: expected the checksum " + expected + ", its content has " + found);
        }
    }

    private static long count(Path file, Map<String, String> metadata, String key) {
        String text = metadata.getOrDefault(key, "nothing");
        if (!text.matches("\\d{1,18}")) {
            throw new UserError(file + ": expected a run's checkpoint with a count of '" + key + "', got " + text);
        }
        return Long.parseLong(text);
    }

    void write(Path file) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(PHASE, content.phase());
        metadata.put(ITERATION, Long.toString(content.iteration()));
        metadata.put(ROWS, Long.toString(content.rows()));
        if (content.rowsChecksum() != null) metadata.put(ROWS_CHECKSUM, content.rowsChecksum());
        metadata.putAll(run.metadata());
        metadata.put(CHECKSUM, checksum(new Safetensors(content.state(), metadata)));
        // In order of their names: a map without one has another in each process, and equal states give equal bytes.
        new Safetensors(new TreeMap<>(content.state()), metadata).write(file);
    }

    private static String checksum(Safetensors stored) {
        CRC32C crc = new CRC32C();
        new TreeMap<>(stored.metadata()).forEach((key, value) -> {
            if (!key.equals(CHECKSUM)) text(crc, key, value);
        });
        new TreeMap<>(stored.tensors()).forEach((name, tensor) -> {
            text(crc, name, tensor.dtype().name());
            for (long n : tensor.shape()) crc.update(number(n));
            crc.update(tensor.data());
        });
        return "crc32c:" + HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    /** With their lengths, so that no two different texts have the same bytes. */
    private static void text(CRC32C crc, String... texts) {
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            crc.update(number(bytes.length));
            crc.update(bytes);
        }
    }

    private static byte[] number(long n) {
        return ByteBuffer.allocate(Long.BYTES).putLong(n).array();
    }

    /**
     * The name of a weight, average or moment that is not finite, if there is one: such a state must not replace a good one.
     * Other entries may hold infinities, such as the value of a warning.
     */
    Optional<String> notFinite() {
        return content.state().entrySet().stream()
                .filter(entry -> StateKeys.isLearned(entry.getKey()))
                .filter(entry -> !Arrays.stream(entry.getValue().toDoubles()).allMatch(Double::isFinite))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
