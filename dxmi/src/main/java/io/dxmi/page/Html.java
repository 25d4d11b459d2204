package io.dxmi.page;

import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Texts of HTML pages. */
public final class Html {

    private Html() {}

    /** The text as text of an element or of a quoted attribute. */
    public static String escape(Object text) {
        return text.toString()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** JSON as the content of a script element: no tag begins or ends inside. */
    public static String embedded(String json) {
        return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    }

    /** A PNG file as the address of a picture. @throws UserError if it cannot be read */
    public static String dataUri(Path png) {
        try {
            return "data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(png));
        } catch (IOException e) {
            throw new UserError("cannot read " + png + " for the page: " + e, e);
        }
    }

    /** A text file beside a class, or at an absolute name on the class path. */
    public static String resource(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("no resource " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The style that all pages share. */
    public static String style() {
        return resource(Html.class, "page.css");
    }

    /** The script by which tables sort. */
    public static String sortedTables() {
        return resource(Html.class, "table.js");
    }

    /** {@code 'sha256-…'}: what a policy names an inlined script or style by. */
    static String digests(List<String> texts) {
        return texts.stream().map(Html::digest).collect(Collectors.joining(" "));
    }

    private static String digest(String text) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(sha) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
