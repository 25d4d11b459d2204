package io.dxmi.comparison;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.start.FirstWeights;
import io.dxmi.runs.start.InferredConfig;
import io.dxmi.samplers.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a comparison trains: named configurations, each with several seeds. */
public interface Variants {

    /** Characters of a folder's name before the seed; file systems allow 255. */
    int LONGEST = 200;

    /** Names of the rows of the table; with a seed, also of the run folders. */
    List<String> names();

    /** A configuration for each name, in the same order. @throws UserError if a setting does not fit */
    List<Config> of(int seed);

    /**
     * Presets.
     *
     * @param settings assignments such as {@code trainer.iterations=1000} for all of them that have the key
     * @throws UserError if there is no preset, or if no preset reads a setting
     */
    static Variants presets(List<String> presets, List<String> settings) {
        List<String> names = presets.stream().distinct().toList();
        if (names.isEmpty()) throw new UserError("expected presets (see 'dxmi presets'), got only " + settings);
        refuseSeed(settings);
        return checked(new Variants() {
            @Override
            public List<String> names() {
                return names;
            }

            @Override
            public List<Config> of(int seed) {
                return ConfigLoader.presets(names, withSeed(settings, seed), Variants::here);
            }
        });
    }

    /**
     * A mistake shows before the first hour of training.
     *
     * @throws UserError if a setting does not fit, or if the runs of two variants have the same folder
     */
    static Variants checked(Variants variants) {
        variants.of(0).forEach(FirstWeights::requireStart);
        Map<String, String> folders = new HashMap<>();
        for (String name : variants.names()) {
            String other = folders.put(folder(name), name);
            if (other != null) {
                throw new UserError("expected variants with different names of folders, got " + other + " and " + name
                        + ", which are both " + folder(name));
            }
        }
        return variants;
    }

    /** Refuses the seed among settings. @throws UserError if a setting is the seed, which the comparison sets */
    static void refuseSeed(List<String> settings) {
        for (String setting : settings) {
            if (setting.replaceFirst("=.*", "").strip().equals("seed")) {
                throw new UserError(
                        "seeds are set by " + parameter("seeds") + " N (0 to N-1); expected no " + setting.strip());
            }
        }
    }

    /**
     * A variant's name as the start of its folders' names: letters, digits and {@code ._=+-}. A long name is cut, and a digest
     * of the whole follows.
     */
    static String folder(String name) {
        String safe = name.replace(' ', '_').replaceAll("[^A-Za-z0-9._=+-]", "-");
        if (safe.length() <= LONGEST) return safe;
        UUID digest = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return safe.substring(0, LONGEST - digest.toString().length() - 1) + "-" + digest;
    }

    /** The settings with a seed. */
    static List<String> withSeed(List<String> settings, int seed) {
        List<String> all = new ArrayList<>(settings);
        all.add("seed=" + seed);
        return all;
    }

    /** As a training alone has it, with what pictures and checkpoints tell; paths are those of this process's folder. */
    static Config here(String preset, List<String> settings) {
        return InferredConfig.of(preset, List.of(), settings).config().resolvedAgainst(Path.of(""));
    }
}
