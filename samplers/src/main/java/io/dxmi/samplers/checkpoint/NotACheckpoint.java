package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** What people take for a checkpoint and is none: named, with the remedy. */
final class NotACheckpoint {

    private NotACheckpoint() {}

    /** @param start the first bytes of the file */
    static UserError named(Path file, byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        String lower = text.stripLeading().toLowerCase(Locale.ROOT);
        String found = "none of these, or one that is damaged";
        if (start.length == 0) found = "an empty file";
        else if (text.startsWith("version https://git-lfs")) {
            found = "a pointer of Git LFS instead of the file; fetch the file with: git lfs pull";
        } else if (lower.startsWith("<!doctype") || lower.startsWith("<html")) {
            found = "a web page that was saved in its place; download the file itself";
        } else if (lower.startsWith("{")) {
            found = "JSON; name the folder or the file of the weights";
        } else if (text.startsWith("\u0089HDF")) {
            found = "an HDF5 file, as Keras writes it; save the weights as safetensors";
        } else if (text.startsWith("\u001f\u008b")) {
            found = "a gzip archive; unpack it first";
        } else if (text.startsWith("GGUF")) {
            found = "a GGUF file, whose weights are quantised; use the original checkpoint";
        }
        return new UserError(file + ": expected a PyTorch checkpoint, safetensors or npz file, found " + found);
    }
}
