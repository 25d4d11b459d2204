package io.dxmi.comparison;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a comparison trains: named configurations, each with several seeds. */
public interface Variants {

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
        return checked(new Variants() {
            @Override
            public List<String> names() {
                return names;
            }

            @Override
            public List<Config> of(int seed) {
                return ConfigLoader.presets(names, withSeed(settings, seed)).stream()
                        .map(Variants::here)
                        .toList();
            }
        });
    }

    /** A mistake shows before the first hour of training. */
    static Variants checked(Variants variants) {
        variants.of(0);
        return variants;
    }

    /** The settings with a seed. */
    static List<String> withSeed(List<String> settings, int seed) {
        List<String> all = new ArrayList<>(settings);
        all.add("seed=" + seed);
        return all;
    }

    /** Paths are those of this process's folder. */
    static Config here(Config config) {
        return config.resolvedAgainst(Path.of(""));
    }
}
