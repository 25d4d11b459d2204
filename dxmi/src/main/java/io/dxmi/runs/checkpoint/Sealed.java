package io.dxmi.runs.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** JSON objects of a run with a checksum (CRC-32C) of their content and of the run that they belong to. */
public final class Sealed {

    private static final String CHECKSUM = "checksum";

    private Sealed() {}

    /** The text of an object with its checksum, for the run in a folder with config.yaml. */
    public static String page(ObjectNode content, Path run) {
        ObjectNode all = content.deepCopy();
        all.put(CHECKSUM, checksum(content, run));
        return Json.page(all);
    }

    /** Whether an object is what {@link #page} wrote for this run; version 0.1 wrote no checksums. */
    public static boolean isWhole(JsonNode content, Path run) {
        JsonNode found = content.path(CHECKSUM);
        return found.isMissingNode() || found.asText().equals(checksum(content, run));
    }

    private static String checksum(JsonNode content, Path run) {
        ObjectNode rest = content.deepCopy();
        rest.remove(CHECKSUM);
        Identity identity = Identity.of(run.resolve("config.yaml"));
        CRC32C crc = new CRC32C();
        // Through its text, so that the checksum is of what a reader finds.
        crc.update((normal(rest) + identity.seed() + "\n" + identity.config()).getBytes(StandardCharsets.UTF_8));
        return "crc32c:" + HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    private static String normal(ObjectNode content) {
        try {
            return Json.line(Json.parse(Json.line(content)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
