package io.dxmi.eval.feature;

import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The one file of trained weights that belongs to given settings and data: other settings or data, other name.
 *
 * <p>A file that is damaged is never used: its content carries its own digest.
 */
public final class ClassifierCache {

    private static final String DIGEST = "sha256";

    /** To be raised when the training procedure changes in a way that its settings do not show. */
    private static final int PROCEDURE = 1;

    private final Path file;

    private ClassifierCache(Path file) {
        this.file = file;
    }

    static ClassifierCache of(Path folder, DigitTraining training, DataSet data) {
        MessageDigest sha = Sha256.newDigest();
        sha.update((PROCEDURE + " " + training).getBytes(StandardCharsets.UTF_8));
        sha.update(HostTensor.of(data.values(), data.values().length).data());
        for (int label : data.labels()) sha.update((byte) label);
        String key = HexFormat.of().formatHex(sha.digest()).substring(0, 16);
        return new ClassifierCache(folder.resolve("digit-classifier-" + key + ".safetensors"));
    }

    /** {@code $XDG_CACHE_HOME/dxmi}, or {@code ~/.cache/dxmi}. */
    public static Path defaultFolder() {
        return defaultFolder(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"));
    }

    /** The specification of base folders has a relative path ignored. */
    static Path defaultFolder(String xdg, String home) {
        Path base = xdg != null && Path.of(xdg).isAbsolute() ? Path.of(xdg) : Path.of(home, ".cache");
        return base.resolve("dxmi");
    }

    Path file() {
        return file;
    }

    Map<String, HostTensor> get(Progress progress, Supplier<Map<String, HostTensor>> train) {
        if (Files.exists(file)) {
            try {
                return read();
            } catch (UserError e) {
                note(progress, "training the digit classifier again: " + e.getMessage());
            }
        }
        Map<String, HostTensor> weights = train.get();
        try {
            new Safetensors(weights, Map.of(DIGEST, digest(weights))).write(file);
        } catch (UserError | WriteFailed e) {
            note(progress, "the digit classifier is not kept: " + e.getMessage());
        }
        return weights;
    }

    private Map<String, HostTensor> read() {
        Safetensors content = Safetensors.read(file);
        if (!digest(content.tensors()).equals(content.metadata().get(DIGEST))) {
            throw new UserError(file + " is damaged: its arrays do not match their digest");
        }
        return content.tensors();
    }

    private static void note(Progress progress, String text) {
        progress.begin(text, 0, 1);
        progress.end(text);
    }

    static String digest(Map<String, HostTensor> tensors) {
        MessageDigest sha = Sha256.newDigest();
        new TreeMap<>(tensors).forEach((name, tensor) -> {
            sha.update(name.getBytes(StandardCharsets.UTF_8));
            for (long n : tensor.shape()) {
                sha.update(ByteBuffer.allocate(Long.BYTES).putLong(n).array());
            }
            sha.update(tensor.data());
        });
        return HexFormat.of().formatHex(sha.digest());
    }
}
