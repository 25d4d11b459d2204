package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.checkpoint.HostTensor.DType;
import io.dxmi.samplers.run.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Named tensors in a file of any supported format. Opening it reads names, types and shapes; values are read one tensor at
 * a time, so a file may be larger than memory.
 */
public interface TensorFile {

    /**
     * One tensor before its values are read.
     *
     * @param shape empty for a scalar
     */
    record Entry(DType dtype, long[] shape) {

        /** Number of elements. */
        public long size() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }
    }

    Path path();

    /** What kind of file it is, for people. */
    String format();

    /**
     * Tensors by name, in the order of the file. Where a file nests dictionaries, their keys are joined by {@code /}: {@code
     * state_dict/conv_in.weight}.
     */
    Map<String, Entry> entries();

    /** Numbers and short texts that lie beside the tensors, by name, as text. */
    Map<String, String> notes();

    /**
     * Reads one tensor.
     *
     * @throws UserError if the file is damaged or has changed
     * @throws IllegalArgumentException if there is no such tensor
     */
    HostTensor read(String name);

    /**
     * Opens PyTorch's {@code .pth} and {@code .pt} (both formats), {@code .safetensors}, {@code .npz}, {@code .npy}, and
     * folders of an unconditional diffusers {@code UNet2DModel}. The content decides, not the name.
     *
     * @throws UserError naming the file, if it is none of these, damaged, or asks for more than tensors, containers, numbers
     *     and strings
     */
    static TensorFile open(Path file) {
        if (Files.isDirectory(file)) return DiffusersFolder.open(file);
        byte[] start = start(file);
        if (startsWith(start, 'P', 'K', 3, 4)) {
            return PytorchZip.isOne(file) ? PytorchZip.open(file) : NpzFile.open(file);
        }
        if (NpyHeader.startsWithMagic(start)) return NpzFile.open(file);
        if (startsWith(start, 0x80) && start.length > 2 && start[2] == (byte) 0x8a) return PytorchLegacy.open(file);
        if (start.length > 8 && start[8] == '{') return SafetensorsFile.open(file);
        throw new UserError(file + ": expected a PyTorch checkpoint, safetensors or npz file, found "
                + (start.length == 0 ? "an empty file" : "none of these, or one that is damaged"));
    }

    private static byte[] start(Path file) {
        if (!Files.exists(file)) throw new UserError(file + ": no such file");
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
