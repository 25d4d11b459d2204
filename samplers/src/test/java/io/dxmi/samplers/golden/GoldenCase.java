package io.dxmi.samplers.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One recorded case of the reference: a {@code .json} with its options and the {@code .npz} of the same stem.
 *
 * <p>The folder comes from the system property {@code dxmi.golden}, so the same tests run on any folder of that layout.
 */
public final class GoldenCase {

    private final String name;
    private final JsonNode json;
    private final Map<String, HostTensor> arrays;

    private GoldenCase(String name, JsonNode json, Map<String, HostTensor> arrays) {
        this.name = name;
        this.json = json;
        this.arrays = arrays;
    }

    /**
     * The cases whose stem matches, sorted by name.
     *
     * @param glob as of {@link java.nio.file.FileSystem#getPathMatcher}, such as {@code dxmi_t[id]_*}
     * @throws AssertionError if no case matches: a test over no cases proves nothing
     */
    public static List<GoldenCase> matching(String glob) {
        String folder = System.getProperty("dxmi.golden");
        if (folder == null) throw new AssertionError("the system property dxmi.golden names no folder");
        return matching(Path.of(folder), glob);
    }

    static List<GoldenCase> matching(Path folder, String glob) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        try (Stream<Path> files = Files.list(folder)) {
            List<GoldenCase> cases = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json"))
                    .map(file -> file.substring(0, file.length() - ".json".length()))
                    .filter(stem -> matcher.matches(Path.of(stem)) && Files.exists(folder.resolve(stem + ".npz")))
                    .sorted()
                    .map(stem -> load(folder, stem))
                    .toList();
            if (cases.isEmpty()) throw new AssertionError("no golden case matches " + glob + " in " + folder);
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Lists without arrays, such as a network's parameters: the {@code .json} files whose stem matches.
     *
     * @throws AssertionError if none does
     */
    public static List<JsonNode> listings(String glob) {
        Path folder = Path.of(System.getProperty("dxmi.golden", ""));
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob + ".json");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> matcher.matches(file.getFileName()))
                    .sorted()
                    .toList();
            if (found.isEmpty()) throw new AssertionError("no listing matches " + glob + " in " + folder);
            List<JsonNode> listings = new ArrayList<>();
            for (Path file : found) listings.add(new ObjectMapper().readTree(file.toFile()));
            return listings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenCase load(Path folder, String stem) {
        try {
            JsonNode json =
                    new ObjectMapper().readTree(folder.resolve(stem + ".json").toFile());
            return new GoldenCase(stem, json, Npz.read(folder.resolve(stem + ".npz")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stem of its files. */
    public String name() {
        return name;
    }

    public JsonNode json() {
        return json;
    }

    public boolean has(String array) {
        return arrays.containsKey(array);
    }

    public HostTensor array(String array) {
        HostTensor found = arrays.get(array);
        if (found == null) {
            throw new AssertionError(name + ".npz lacks " + array + "; it holds " + new TreeSet<>(arrays.keySet()));
        }
        return found;
    }

    /** For the names of parameterised tests. */
    @Override
    public String toString() {
        return name;
    }
}
