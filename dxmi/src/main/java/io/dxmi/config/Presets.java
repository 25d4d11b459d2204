package io.dxmi.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The configurations that ship with the toolkit: one file each, whose first line says what it is for. */
public final class Presets {

    private static final String FOLDER = "/io/dxmi/presets";

    /** Key of a file that names the preset it starts from. */
    static final String BASE = "base";

    /** The files of the resource folder, in alphabetical order. */
    public static final List<String> NAMES = names();

    private Presets() {}

    private static List<String> names() {
        URL folder = Presets.class.getResource(FOLDER);
        try {
            if (!folder.getProtocol().equals("jar")) return names(Path.of(folder.toURI()));
            Path jar = Path.of(
                    ((JarURLConnection) folder.openConnection()).getJarFileURL().toURI());
            try (FileSystem inside = FileSystems.newFileSystem(jar)) {
                return names(inside.getPath(FOLDER));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".yaml"))
                    .map(file -> file.replace(".yaml", ""))
                    .sorted()
                    .toList();
        }
    }

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
        return resource(FOLDER + "/" + name + ".yaml");
    }

    static String resource(String path) {
        try (InputStream in = Presets.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
