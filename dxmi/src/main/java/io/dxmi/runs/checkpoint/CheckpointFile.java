package io.dxmi.runs.checkpoint;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.samplers.tensor.TensorChecksum;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One checkpoint as a safetensors file, whose metadata says which run it belongs to and holds a checksum (CRC-32C) of
 * everything else: metadata, names, types, shapes and values.
 */
record CheckpointFile(Checkpoint content, Identity run) {

    private static final String PHASE = "phase";
    private static final String ITERATION = "iteration";
    private static final String ROWS = "rows";
    private static final String ROWS_CHECKSUM = "rows_checksum";

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
        Map<String, HostTensor> state = new LinkedHashMap<>(FrozenWeights.of(file, metadata));
        state.putAll(stored.tensors());
        Checkpoint content = new Checkpoint(
                metadata.get(PHASE),
                count(file, metadata, ITERATION),
                count(file, metadata, ROWS),
                metadata.get(ROWS_CHECKSUM),
                state);
        return new CheckpointFile(content, Identity.in(metadata));
    }

    private static void requireChecksum(Path file, Safetensors stored) {
        Map<String, String> metadata = stored.metadata();
        if (!metadata.containsKey(TensorChecksum.KEY) && OLD_KEYS.containsAll(metadata.keySet())) return;
        TensorChecksum.require(file, stored);
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
        FrozenWeights.describe(file, metadata);
        // In order of their names: a map without one has another in each process, and equal states give equal bytes.
        Map<String, HostTensor> state = new TreeMap<>(content.state());
        new Safetensors(state, TensorChecksum.added(metadata, state.keySet(), state::get)).write(file);
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
