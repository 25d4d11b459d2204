package io.dxmi.eval.feature;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in hexadecimal. */
public final class Sha256 {

    private final MessageDigest digest = newDigest();

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of a file's bytes; a {@link UserError} if it cannot be read. */
    public static String of(Path file) {
        Sha256 sha = new Sha256();
        byte[] part = new byte[1 << 16];
        Bounds.requireFile(file);
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(part); n >= 0; n = in.read(part)) sha.digest.update(part, 0, n);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage(), e);
        }
        return sha.hex();
    }

    public void add(byte[] bytes) {
        digest.update(bytes);
    }

    /** Of all that was added; begins anew. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
