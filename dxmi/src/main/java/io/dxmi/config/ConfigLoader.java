package io.dxmi.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.List;

/** Makes a {@link Config} of the defaults, a preset or a file, and assignments such as {@code trainer.tau1=0.05}. */
public final class ConfigLoader {

    private ConfigLoader() {}

    /**
     * A preset with some keys changed.
     *
     * @throws UserError if there is no such preset or key, or a value has the wrong type or is out of range
     */
    public static Config preset(String preset, List<String> overrides) {
        return load(preset, Presets.tree(preset), "preset " + preset, overrides);
    }

    /**
     * A file, which need not say what is as in the defaults, with some keys changed.
     *
     * @throws UserError as {@link #preset}, naming the file where the fault is in it
     */
    public static Config file(Path file, List<String> overrides) {
        String stem = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        return load(
                stem, Yaml.documents(Bounds.description(file), file.toString()).get(0), file.toString(), overrides);
    }

    private static Config load(String name, ObjectNode chosen, String origin, List<String> overrides) {
        Layers base = new Layers();
        base.whole().put("name", name);
        base.add(chosen);
        try {
            return Binding.bind(base.copy().add(Overrides.tree(overrides)).whole());
        } catch (UserError e) {
            throw faultOf(base, e) ? new UserError(origin + ": " + e.getMessage(), e) : e;
        }
    }

    /** Whether the fault is there without the overrides, too. */
    private static boolean faultOf(Layers base, UserError fault) {
        try {
            Binding.bind(base.whole());
            return false;
        } catch (UserError e) {
            return e.getMessage().equals(fault.getMessage());
        }
    }
}
