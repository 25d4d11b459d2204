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

/**
 * What a comparison trains: named configurations, each with several seeds.
 *
 * @param names of the rows of the table; with a seed, also of the run folders
 * @param configs one for each name, in the same order
 * @param findings what pictures and checkpoints told, lines for people
 */
public record Variants(List<String> names, List<Config> configs, List<String> findings) {

    /** Characters of a folder's name before the seed; file systems allow 255. */
    private static final int LONGEST = 200;

    /** The configurations with a seed, in the order of the names. */
    public List<Config> of(int seed) {
        return configs.stream().map(config -> config.withSeed(seed)).toList();
    }

    /**
     * Presets.
     *
     * @param settings assignments such as {@code trainer.iterations=1000} for all of them that have the key
     * @throws UserError if there is no preset, or if no preset reads a setting
     */
    public static Variants presets(List<String> presets, List<String> settings) {
        List<String> names = presets.stream().distinct().toList();
        if (names.isEmpty()) throw new UserError("expected presets (see 'dxmi presets'), got only " + settings);
        refuseSeed(settings);
        List<InferredConfig> inferred = new ArrayList<>();
        ConfigLoader.presets(names, settings, (preset, words) -> {
            inferred.add(inferred(preset, words));
            return inferred.get(inferred.size() - 1).config();
        });
        return checked(names, inferred);
    }

    /** As a training alone has it, with what pictures and checkpoints tell. */
    static InferredConfig inferred(String preset, List<String> settings) {
        return InferredConfig.of(preset, List.of(), settings, false);
    }

    /**
     * A mistake shows before the first hour of training. Paths become those of this process's folder.
     *
     * @throws UserError if a setting does not fit, or if two variants are equal or their runs have the same folder
     */
    static Variants checked(List<String> names, List<InferredConfig> inferred) {
        List<Config> configs = inferred.stream()
                .map(each -> each.config().resolvedAgainst(Path.of("")))
                .toList();
        refuseEqual(names, configs);
        configs.forEach(FirstWeights::requireStart);
        Map<String, String> folders = new HashMap<>();
        for (String name : names) {
            String other = folders.put(folder(name), name);
            if (other != null) {
                throw new UserError("expected variants with different names of folders, got " + other + " and " + name
                        + ", which are both " + folder(name));
            }
        }
        List<String> findings = inferred.stream()
                .flatMap(each -> each.findings().stream())
                .distinct()
                .toList();
        return new Variants(names, configs, findings);
    }

    /** Values may be different texts of the same number. */
    private static void refuseEqual(List<String> names, List<Config> configs) {
        Map<Config, String> known = new HashMap<>();
        for (int i = 0; i < configs.size(); i++) {
            String other = known.put(configs.get(i), names.get(i));
            if (other != null)
                throw new UserError(
                        "expected different settings, got twice the same: " + other + " and " + names.get(i));
        }
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
}
