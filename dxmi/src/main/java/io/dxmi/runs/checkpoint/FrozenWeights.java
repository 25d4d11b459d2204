package io.dxmi.runs.checkpoint;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.samplers.tensor.TensorChecksum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The weights that a run trains adapters of: {@code frozen.safetensors} beside the checkpoints, written once. Every checkpoint
 * states its checksum.
 */
public record FrozenWeights(Path file) {

    /** What a checkpoint's metadata calls the checksum. */
    private static final String KEY = "frozen";

    /** Those beside a checkpoint, there or not. */
    private static FrozenWeights beside(Path checkpoint) {
        return in(checkpoint.toAbsolutePath().getParent());
    }

    /** Those in a folder of checkpoints, there or not. */
    static FrozenWeights in(Path folder) {
        return new FrozenWeights(folder.resolve("frozen.safetensors"));
    }

    /** Writes them, under their keys in a state. */
    void write(Map<String, HostTensor> weights, Identity run) {
        new Safetensors(weights, TensorChecksum.added(run.metadata(), weights.keySet(), weights::get)).write(file);
    }

    /** Says in a checkpoint's metadata what lies beside it. */
    static void describe(Path checkpoint, Map<String, String> metadata) {
        Path file = beside(checkpoint).file;
        if (Files.isRegularFile(file))
            metadata.put(KEY, checksum(Safetensors.open(file).notes()));
    }

    private static String checksum(Map<String, String> metadata) {
        return metadata.getOrDefault(TensorChecksum.KEY, "nothing");
    }

    /**
     * The weights that a checkpoint holds adapters of, by their keys in a state; empty if it holds none.
     *
     * @param metadata of the checkpoint
     * @throws UserError if they are missing, damaged or others
     */
    public static Map<String, HostTensor> of(Path checkpoint, Map<String, String> metadata) {
        String stated = metadata.get(KEY);
        if (stated == null) return Map.of();
        Path file = beside(checkpoint).file;
        if (!Files.isRegularFile(file)) {
            throw new UserError(checkpoint + ": holds adapters of the weights in " + file
                    + "; expected that file, got nothing; restore it from the run that the checkpoint comes from");
        }
        Safetensors found = Safetensors.read(file);
        TensorChecksum.require(file, found);
        if (!checksum(found.metadata()).equals(stated)) {
            throw new UserError(checkpoint + ": holds adapters of weights with the checksum " + stated + ", got " + file
                    + " with " + checksum(found.metadata()) + "; restore the file of the same run");
        }
        return found.tensors();
    }
}
