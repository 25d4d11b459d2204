package io.dxmi.samplers.engine;

import ai.djl.util.ClassLoaderUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * The folder that DJL extracts the native libraries of PyTorch to, once for all programs of a user. DJL itself only looks
 * whether a file is there; this class compares what is there with the jars.
 *
 * @param folder of all versions
 * @param current folder of the version on the class path
 * @param libraries what belongs into it: the entry of the jar by the file's name
 */
public record NativeCache(Path folder, Path current, Map<String, ZipEntry> libraries) {

    /** An extraction takes seconds; nothing is changed for so long in one that goes on. */
    private static final Duration DEAD = Duration.ofMinutes(10);

    /** The cache, or empty if the libraries do not come from jars. */
    static Optional<NativeCache> find() {
        if (Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") != null) return Optional.empty();
        Platform platform = Platform.detectPlatform("pytorch");
        if (platform.isPlaceholder()) return Optional.empty();
        String flavor = platform.getFlavor();
        String classifier = platform.getClassifier();
        Map<String, ZipEntry> libraries = new LinkedHashMap<>();
        for (String library : platform.getLibraries()) {
            entry("pytorch/" + flavor + "/" + classifier + "/" + library).ifPresent(e -> libraries.put(library, e));
        }
        if (libraries.isEmpty()) return Optional.empty();
        String bridge = System.mapLibraryName("djl_torch");
        entry("jnilib/" + classifier + "/" + flavor + "/" + bridge)
                .ifPresent(e -> libraries.put(bridgeVersion() + "-" + bridge, e));
        Path folder = Utils.getEngineCacheDir("pytorch");
        Path current = folder.resolve(platform.getVersion() + "-" + flavor + "-" + classifier);
        return Optional.of(new NativeCache(folder, current, Collections.unmodifiableMap(libraries)));
    }

    private static Optional<ZipEntry> entry(String resource) {
        try {
            URL url = ClassLoaderUtils.getResource(resource);
            if (url == null || !(url.openConnection() instanceof JarURLConnection jar)) return Optional.empty();
            return Optional.of(jar.getJarEntry());
        } catch (IOException e) {
            return Optional.empty(); // not there: nothing to compare with
        }
    }

    /** The version of PyTorch that the bridge was built for. */
    static String bridgedVersion() {
        return jniVersion().replaceFirst("-.*", "");
    }

    /** The builds of PyTorch that there is a bridge for on this system. */
    static List<String> bridgedFlavors() {
        String classifier = Platform.detectPlatform("pytorch").getClassifier();
        String bridge = System.mapLibraryName("djl_torch");
        return Stream.of("cpu", "cu128")
                .filter(flavor -> entry("jnilib/" + classifier + "/" + flavor + "/" + bridge)
                        .isPresent())
                .toList();
    }

    /** What the bridge's file name begins with: the part behind the version of PyTorch. */
    private static String bridgeVersion() {
        String version = jniVersion();
        return version.substring(version.indexOf('-') + 1);
    }

    private static String jniVersion() {
        Properties properties = new Properties();
        try (InputStream in = Utils.openUrl(ClassLoaderUtils.getResource("jnilib/pytorch.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read jnilib/pytorch.properties", e);
        }
        return properties.getProperty("jni_version", "");
    }

    /**
     * What is wrong with the extracted libraries, by size alone; empty if nothing is, or nothing is extracted yet. The
     * bridge is extracted after the others and may be missing.
     */
    Optional<String> wrongSize() {
        if (!Files.isDirectory(current)) return Optional.empty();
        for (Map.Entry<String, ZipEntry> library : libraries.entrySet()) {
            Path file = current.resolve(library.getKey());
            long expected = library.getValue().getSize();
            try {
                long found = Files.size(file);
                if (found == expected) continue;
                return Optional.of(library.getKey() + " has " + found + " bytes instead of " + expected);
            } catch (NoSuchFileException e) {
                if (!isBridge(library.getKey())) return Optional.of(library.getKey() + " is missing");
            } catch (IOException e) {
                return Optional.of(library.getKey() + " cannot be read: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static boolean isBridge(String library) {
        return library.endsWith(System.mapLibraryName("djl_torch"));
    }

    /** What is wrong with the extracted libraries, by size and CRC-32; reads all of them, half a gigabyte. */
    public Optional<String> damage() {
        Optional<String> size = wrongSize();
        if (size.isPresent() || !Files.isDirectory(current)) return size;
        for (Map.Entry<String, ZipEntry> library : libraries.entrySet()) {
            Path file = current.resolve(library.getKey());
            if (Files.exists(file) && checksum(file) != library.getValue().getCrc()) {
                return Optional.of(library.getKey() + " has the right size but another checksum");
            }
        }
        return Optional.empty();
    }

    private static long checksum(Path file) {
        CRC32 crc = new CRC32();
        byte[] block = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(block); n >= 0; n = in.read(block)) crc.update(block, 0, n);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return crc.getValue();
    }

    /** Removes the libraries of this version; the next start of the engine extracts them. */
    public void remove() {
        delete(current);
    }

    /** What extractions of processes that died have left, oldest name first. */
    public List<Path> leftovers() {
        List<Path> found = new ArrayList<>();
        for (Path place : List.of(folder, current)) {
            if (!Files.isDirectory(place)) continue;
            try (Stream<Path> inside = Files.list(place)) {
                inside.filter(NativeCache::isTemporary)
                        .filter(NativeCache::isDead)
                        .sorted()
                        .forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + place, e);
            }
        }
        return found;
    }

    /** DJL's names: {@code tmp123} of a folder of libraries, {@code jni123tmp} of the bridge. */
    private static boolean isTemporary(Path path) {
        return path.getFileName().toString().matches("tmp\\d+|jni\\d+tmp");
    }

    private static boolean isDead(Path path) {
        Instant limit = Instant.now().minus(DEAD);
        try (Stream<Path> all = Files.walk(path)) {
            return all.allMatch(file -> changed(file).isBefore(limit));
        } catch (IOException | UncheckedIOException e) {
            return false; // another process changes or removes it just now
        }
    }

    private static Instant changed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the {@link #leftovers}. @return how many there were */
    public int clean() {
        List<Path> found = leftovers();
        found.forEach(NativeCache::delete);
        return found.size();
    }

    private static void delete(Path path) {
        Utils.deleteQuietly(path);
        if (Files.exists(path)) throw new UncheckedIOException(new IOException("cannot remove " + path));
    }
}
