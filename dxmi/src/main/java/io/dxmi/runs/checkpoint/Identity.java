package io.dxmi.runs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.Json;
import io.dxmi.config.Yaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which training a checkpoint belongs to.
 *
 * @param seed of the run
 * @param config SHA-256 of the configuration as config.yaml holds it, except for the place of the data, which may move
 */
public record Identity(String seed, String config) {

    private static final String SEED = "seed";
    private static final String CONFIG = "config";

    /** Of the run with this config.yaml. @throws io.dxmi.samplers.UserError if it cannot be read */
    public static Identity of(Path configFile) {
        JsonNode tree = Yaml.document(configFile);
        if (tree.path("data") instanceof ObjectNode data) data.remove("path");
        return new Identity(tree.path(SEED).asText("0"), sha256(Json.line(tree)));
    }

    /** What the metadata of a checkpoint says; null if it says nothing, as those of version 0.1. */
    static Identity in(Map<String, String> metadata) {
        if (!metadata.containsKey(SEED) && !metadata.containsKey(CONFIG)) return null;
        return new Identity(metadata.getOrDefault(SEED, ""), metadata.getOrDefault(CONFIG, ""));
    }

    Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(SEED, seed);
        metadata.put(CONFIG, config);
        return metadata;
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
