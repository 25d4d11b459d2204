package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.samplers.tensor.TensorChecksum;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens a checkpoint of any supported format. */
public final class CheckpointFile {

    private CheckpointFile() {}

    /**
     * Opens PyTorch's {@code .pth} and {@code .pt} (both formats), EDM's {@code .pkl}, {@code .safetensors}, {@code .npz}, {@code .npy}, folders
     * of an unconditional diffusers {@code UNet2DModel} and indexes of shards. The content decides, not the name. Weights
     * inside of a diffusers folder are read with the folder's settings.
     *
     * @throws UserError naming the file, if it is none of these, damaged, or holds no tensor that can be read
     */
    public static TensorFile open(Path file) {
        if (Files.isDirectory(file)) return DiffusersFolder.open(file);
        Optional<Path> folder = DiffusersFolder.around(file);
        if (folder.isPresent()) return DiffusersFolder.open(folder.get(), file);
        return openFile(file);
    }

    /** The file itself, wherever it lies. */
    static TensorFile openFile(Path file) {
        byte[] start = start(file);
        if (startsWith(start, 'P', 'K', 3, 4)) {
            return PytorchZip.isOne(file) ? PytorchZip.open(file) : Npz.open(file);
        }
        if (Npz.isArray(start)) return Npz.open(file);
        if (isLegacy(start)) return PytorchLegacy.open(file);
        if (startsWith(start, 0x80) && start.length > 1 && start[1] >= 2 && start[1] <= 5)
            return PytorchPickle.open(file);
        if (file.toString().endsWith(".json") && startsWith(start, '{')) return ShardedFile.open(file);
        if (start.length > 8 && start[8] == '{') return whole(Safetensors.open(file));
        throw NotACheckpoint.named(file, start);
    }

    /** What this toolkit wrote holds a checksum, and is read once to compare it. */
    private static TensorFile whole(TensorFile file) {
        TensorChecksum.requireIfStated(file);
        return file;
    }

    /**
     * Whether a file is one of weights, by its first bytes and members: a state dict of PyTorch or safetensors, and no program.
     * A file that cannot be read is none.
     */
    public static boolean isWeights(Path file) {
        if (!Files.isRegularFile(file)) return false;
        byte[] start = start(file);
        if (startsWith(start, 'P', 'K', 3, 4)) return PytorchZip.isStateDict(file);
        return isLegacy(start) || (start.length > 8 && start[8] == '{');
    }

    /** Whether the first of several pickles begins so: a long integer. */
    private static boolean isLegacy(byte[] start) {
        return startsWith(start, 0x80) && start.length > 2 && start[2] == (byte) 0x8a;
    }

    private static byte[] start(Path file) {
        if (!Files.exists(file)) throw new UserError(file + ": no such file");
        Bounds.requireFile(file);
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(32);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) return false;
        for (int i = 0; i < start.length; i++) if (bytes[i] != (byte) start[i]) return false;
        return true;
    }
}
