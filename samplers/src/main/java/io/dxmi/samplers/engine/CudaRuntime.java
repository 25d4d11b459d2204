package io.dxmi.samplers.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The library that DJL asks how many GPUs there are. It is searched for on the machine, not among the libraries of the build:
 * without it the engine sees no GPU, whatever it was built for.
 *
 * @param searched folders, in their order
 * @param found its file
 */
public record CudaRuntime(Set<Path> searched, Optional<Path> found) {

    private static final Pattern WINDOWS = Pattern.compile("cudart64_\\d+\\.dll");

    /** Where the search of this process goes, once the engine has started, and what lies there. */
    public static CudaRuntime search() {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("win")) {
            String home = System.getenv("CUDA_PATH");
            return in(folders(home == null ? "" : home + File.separator + "bin", System.getenv("PATH")), WINDOWS);
        }
        Pattern library = Pattern.compile(Pattern.quote(System.mapLibraryName("cudart")) + "(\\.\\d+)*");
        return in(
                folders(
                        System.getProperty("jna.library.path"),
                        System.getenv("LD_LIBRARY_PATH"),
                        System.getProperty("jna.platform.library.path")),
                library);
    }

    static CudaRuntime in(Set<Path> folders, Pattern name) {
        return new CudaRuntime(
                folders,
                folders.stream().flatMap(folder -> matching(folder, name)).findFirst());
    }

    private static Set<Path> folders(String... lists) {
        Set<Path> folders = new LinkedHashSet<>();
        for (String list : lists) {
            if (list == null) continue;
            for (String name : list.split(Pattern.quote(File.pathSeparator), -1)) {
                try {
                    if (!name.isEmpty()) folders.add(Path.of(name));
                } catch (InvalidPathException e) {
                    // no folder has this name
                }
            }
        }
        return folders;
    }

    private static Stream<Path> matching(Path folder, Pattern name) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> name.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
