package io.dxmi.samplers.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights in several files, listed by an index: {@code {"weight_map": {tensor: file}}}.
 *
 * @param path of the index
 * @param shards the file of each tensor
 */
record ShardedFile(Path path, Map<String, TensorFile> shards, Map<String, Entry> entries) implements TensorFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws UserError if the index is damaged, a file is missing or lacks one of its tensors */
    static ShardedFile open(Path index) {
        JsonNode map;
        try {
            map = JSON.readTree(Bounds.record(index)).path("weight_map");
        } catch (IOException e) {
            throw new UserError(index + ": is not valid JSON", e);
        }
        if (!map.isObject() || map.isEmpty()) throw new UserError(index + ": expected an index with a weight_map");
        Map<String, TensorFile> files = new LinkedHashMap<>();
        Map<String, TensorFile> shards = new LinkedHashMap<>();
        Map<String, Entry> entries = new LinkedHashMap<>();
        map.properties().forEach(tensor -> {
            String name = tensor.getValue().asText();
            TensorFile file = files.computeIfAbsent(name, n -> CheckpointFile.open(shard(index, n)));
            Entry entry = file.entries().get(tensor.getKey());
            if (entry == null) throw new UserError(file.path() + ": lacks the tensor " + tensor.getKey());
            shards.put(tensor.getKey(), file);
            entries.put(tensor.getKey(), entry);
        });
        return new ShardedFile(index, shards, Collections.unmodifiableMap(entries));
    }

    /** A file beside the index, and nowhere else. */
    private static Path shard(Path index, String name) {
        if (!name.matches("[\\w.-]{1,200}") || name.startsWith(".")) {
            throw new UserError(index + ": expected names of files beside the index in its weight_map");
        }
        Path file = index.resolveSibling(name);
        if (!Files.isRegularFile(file)) throw new UserError(index + ": expected its part " + name + " beside it");
        return file;
    }

    @Override
    public String format() {
        TensorFile first = shards.values().iterator().next();
        return first.format() + ", " + shards.values().stream().distinct().count() + " files";
    }

    @Override
    public Map<String, String> notes() {
        return Map.of();
    }

    @Override
    public HostTensor read(String name) {
        TensorFile file = shards.get(name);
        if (file == null) throw new IllegalArgumentException(path + " has no tensor " + name);
        return file.read(name);
    }
}
