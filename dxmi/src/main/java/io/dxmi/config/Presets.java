package io.dxmi.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The configurations that ship with the toolkit: one file each, whose first line says what it is for. */
public final class Presets {

    public static final List<String> NAMES = List.of(
            "8gaussians",
            "2spirals",
            "checkerboard",
            "moons",
            "rings",
            "points",
            "digits",
            "8gaussians-reference",
            "gcd-8gaussians",
            "gcd-score-8gaussians",
            "cd-8gaussians",
            "pcd-8gaussians",
            "sftpg-8gaussians",
            "gcd-digits",
            "pcd-digits",
            "fashion-mnist-T4",
            "fashion-mnist-T10",
            "cifar10-T10",
            "cifar10-T4-ddgan",
            "imagenet64-T10",
            "imagenet64-T4",
            "lsun-bedroom-T4");

    private Presets() {}

    /** One line for people. */
    public static String description(String name) {
        return text(name).lines().findFirst().orElseThrow().replaceFirst("^# *", "");
    }

    /** What the preset says itself, without the defaults. @throws UserError if there is no such preset */
    static ObjectNode tree(String name) {
        return Yaml.documents(text(name), "preset " + name).get(0);
    }

    private static String text(String name) {
        if (!NAMES.contains(name)) {
            throw new UserError("unknown preset '" + name + "'" + Nearest.suggestion(name, NAMES) + "; there are "
                    + String.join(", ", NAMES) + " (or -c FILE for a file of your own)");
        }
        return resource("/io/dxmi/presets/" + name + ".yaml");
    }

    static String resource(String path) {
        try (InputStream in = Presets.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
