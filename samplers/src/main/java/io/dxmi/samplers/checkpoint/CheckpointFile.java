package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a checkpoint of any supported format. */
public final class CheckpointFile {

    private CheckpointFile() {}

    /**
     * Opens PyTorch's {@code .pth} and {@code .pt} (both formats), {@code .safetensors}, {@code .npz}, {@code .npy}, and
     * folders of an unconditional diffusers {@code UNet2DModel}. The content decides, not the name.
     *
     * @throws UserError naming the file, if it is none of these, damaged, or asks for more than tensors, containers, numbers
     *     and strings
     */
    public static TensorFile open(Path file) {
        if (Files.isDirectory(file)) return DiffusersFolder.open(file);
        byte[] start = start(file);
        if (startsWith(start, 'P', 'K', 3, 4)) {
            return PytorchZip.isOne(file) ? PytorchZip.open(file) : Npz.open(file);
        }
        if (Npz.isArray(start)) return Npz.open(file);
        if (startsWith(start, 0x80) && start.length > 2 && start[2] == (byte) 0x8a) return PytorchLegacy.open(file);
        if (start.length > 8 && start[8] == '{') return Safetensors.open(file);
        throw new UserError(file + ": expected a PyTorch checkpoint, safetensors or npz file, found "
                + (start.length == 0 ? "an empty file" : "none of these, or one that is damaged"));
    }

    private static byte[] start(Path file) {
        if (!Files.exists(file)) throw new UserError(file + ": no such file");
        Bounds.requireFile(file);
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(16);
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
