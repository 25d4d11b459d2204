package io.dxmi.detect.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.Json;
import io.dxmi.eval.feature.Sha256;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.Safetensors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * What ties the files of a model folder together: the record names the SHA-256 of every other file, and the metadata of
 * the tensors holds the SHA-256 of what the record says. Folders of format 2 have neither.
 */
final class ModelParts {

    /** Key of the record: SHA-256 by file name. */
    static final String DIGESTS = "sha256";

    /** Key of the metadata of the tensors. */
    static final String RECORD = "record";

    private ModelParts() {}

    /** SHA-256 of what a record says, whatever its layout and without its {@link #DIGESTS}. */
    static String digest(JsonNode record) {
        ObjectNode rest = record.deepCopy();
        rest.remove(DIGESTS);
        Sha256 sha = new Sha256();
        sha.add(Json.line(rest).getBytes(StandardCharsets.UTF_8));
        return sha.hex();
    }

    /** Adds the SHA-256 of files beside the record. */
    static void seal(ObjectNode record, Path folder, List<String> files) {
        ObjectNode digests = record.putObject(DIGESTS);
        for (String file : files) digests.put(file, Sha256.of(folder.resolve(file)));
    }

    /**
     * Refuses parts of different fits, and damaged ones.
     *
     * @param record what the record says
     * @param file the record
     * @param tensors the file of the tensors
     * @throws UserError naming the part
     */
    static void require(JsonNode record, Path file, Path tensors) {
        String expected = Safetensors.open(tensors).notes().get(RECORD);
        JsonNode digests = record.path(DIGESTS);
        boolean old = record.path("format").asInt() < ModelRecord.TIED;
        if (old && expected == null && digests.isMissingNode()) return;
        if (!digests.has(tensors.getFileName().toString()))
            throw other(file, "no SHA-256 of " + tensors.getFileName(), tensors);
        for (Iterator<String> names = digests.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            Path part = file.resolveSibling(name);
            String wanted = digests.path(name).asText();
            if (!Files.isRegularFile(part)) throw new UserError(part + ": no such file, but " + file + " names it");
            String found = Sha256.of(part);
            if (!found.equals(wanted)) throw other(part, "SHA-256 " + found, file);
        }
        if (!digest(record).equals(expected)) throw other(file, "another record", tensors);
    }

    private static UserError other(Path part, String found, Path beside) {
        return new UserError(part + ": is damaged, or of another fit than " + beside.getFileName() + " (found " + found
                + "); restore all files of one fit, or fit the model again");
    }
}
